package io.roomlog.router.query;

import io.helidon.common.parameters.Parameters;
import io.helidon.webserver.http.ServerRequest;
import io.roomlog.common.log.RoomKey;
import io.roomlog.common.query.RouterApi;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The parameters of a question.
final class Question {
    /// The parameter by which a router asks another for what that one has itself.
    static final String LOCAL = "local";

    private static final int MAX_LIMIT = 10_000;
    private static final int MAX_NAME = 1_024;

    private final Parameters parameters;

    Question(ServerRequest request) {
        parameters = request.query();
    }

    boolean isLocal() {
        return parameters.contains(LOCAL);
    }

    String namespace() {
        String namespace = text(RouterApi.NAMESPACE).orElse("");
        if (!namespace.startsWith("/") || namespace.contains(",")) {
            throw QueryException.senseless("namespace: must begin with / and have no comma");
        }
        return namespace;
    }

    Optional<String> room() {
        return text(RouterApi.ROOM);
    }

    RoomKey requiredRoom() {
        return new RoomKey(namespace(), room().orElseThrow(() -> QueryException.senseless("room: there is none")));
    }

    int limit() {
        long limit = number(RouterApi.LIMIT).orElseThrow(() -> QueryException.senseless("limit: there is none"));
        if (limit < 1 || limit > MAX_LIMIT) {
            throw QueryException.senseless("limit: must be from 1 to " + MAX_LIMIT);
        }
        return (int) limit;
    }

    /// An offset, 0 or more.
    Optional<Long> offset(String name) {
        Optional<Long> offset = number(name);
        if (offset.isPresent() && offset.get() < 0) {
            throw QueryException.senseless(name + ": must not be negative");
        }
        return offset;
    }

    private Optional<Long> number(String name) {
        try {
            return text(name).map(Long::parseLong);
        } catch (NumberFormatException e) {
            throw QueryException.senseless(name + ": must be a number");
        }
    }

    private Optional<String> text(String name) {
        Optional<String> text = parameters.first(name).asOptional();
        if (text.isPresent() && text.get().length() > MAX_NAME) {
            throw QueryException.senseless(name + ": must have at most " + MAX_NAME + " characters");
        }
        return text;
    }

    /// The same question for another router.
    String forwarded() {
        Map<String, String> all = new TreeMap<>();
        parameters.names().forEach(name -> parameters.first(name).ifPresent(value -> all.put(name, value)));
        all.put(LOCAL, "true");
        StringBuilder query = new StringBuilder();
        all.forEach((name, value) -> query.append(query.isEmpty() ? '?' : '&')
                .append(name)
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
        return query.toString();
    }
}
