package io.roomlog.edge.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.roomlog.common.bytes.Bytes;
import io.roomlog.common.log.RoomKey;
import io.roomlog.common.socketio.Arguments;
import io.roomlog.common.socketio.Json;
import io.roomlog.common.trace.Traceparent;
import io.roomlog.edge.app.Caller;
import io.roomlog.edge.app.RoomCalls;
import io.roomlog.edge.app.VerbEvents;
import io.roomlog.edge.app.VerbEvents.Verb;
import io.roomlog.edge.app.VerbException;
import io.roomlog.edge.auth.TokenProblem;
import io.roomlog.edge.auth.TokenVerifier;
import io.roomlog.edge.auth.Verification;
import io.roomlog.edge.http.RequestBody;
import io.roomlog.edge.socketio.Identity;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The HTTP API. Blocking, on Helidon's virtual threads.
public final class ApiRoutes implements HttpService {
    /// Where the API is served.
    public static final String PATH = "/api/v1";

    private static final Header PROBLEM =
            HeaderValues.createCached(HeaderNames.CONTENT_TYPE, "application/problem+json");
    private static final Header BEARER = HeaderValues.createCached(HeaderNames.WWW_AUTHENTICATE, "Bearer");
    private static final Header NO_STORE = HeaderValues.createCached(HeaderNames.CACHE_CONTROL, "no-store");
    private static final HeaderName TRACEPARENT = HeaderNames.create(Traceparent.HEADER);
    private static final String NAMESPACE = "namespace";
    private static final List<String> PAGE = List.of("before", "after", "limit");

    private final RoomCalls calls;
    private final TokenVerifier verifier;
    private final int maxBodyBytes;
    private final VerbEvents events;

    /// @param events told of each call
    public ApiRoutes(RoomCalls calls, TokenVerifier verifier, int maxBodyBytes, VerbEvents events) {
        this.events = events;
        this.calls = calls;
        this.verifier = verifier;
        this.maxBodyBytes = maxBodyBytes;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.any(this::handle);
    }

    private void handle(ServerRequest request, ServerResponse response) throws IOException {
        response.header(NO_STORE);
        try {
            Map<String, Object> answer = answer(request);
            response.header(HeaderValues.CONTENT_TYPE_JSON).send(Json.mapper().writeValueAsBytes(answer));
        } catch (ProblemException e) {
            refuse(response, e.problem());
        } catch (VerbException e) {
            refuse(response, Problem.of(e));
        }
    }

    private Map<String, Object> answer(ServerRequest request) throws ProblemException, VerbException, IOException {
        Call call = Call.of(pathBelow(request.prologue().uriPath().rawPath()));
        String method = request.prologue().method().text();
        if (!method.equals(call.method().name())) {
            throw new ProblemException(Problem.notAllowed(call.method().name()));
        }
        Identity identity = identity(request);
        long begin = System.nanoTime();
        try {
            Map<String, Object> answer = answer(request, call, identity);
            events.answered(verb(call), Optional.empty(), System.nanoTime() - begin);
            return answer;
        } catch (VerbException e) {
            events.answered(verb(call), Optional.of(e.code()), System.nanoTime() - begin);
            throw e;
        }
    }

    private static Verb verb(Call call) {
        return switch (call) {
            case Call.Members _ -> Verb.HTTP_MEMBERS;
            case Call.Messages _ -> Verb.HTTP_MESSAGES;
            case Call.Emit _ -> Verb.HTTP_EMIT;
            case Call.Disconnect _ -> Verb.HTTP_DISCONNECT;
        };
    }

    private Map<String, Object> answer(ServerRequest request, Call call, Identity identity)
            throws ProblemException, VerbException, IOException {
        return switch (call) {
            case Call.Members(String room) -> calls.members(caller(identity, request), room);
            case Call.Messages(String room) -> calls.messages(caller(identity, request), room, page(request));
            case Call.Emit emit -> {
                JsonNode form = form(request);
                yield calls.emit(caller(identity, form, request), form);
            }
            case Call.Disconnect disconnect -> {
                JsonNode form = form(request);
                yield calls.disconnect(caller(identity, form, request), form);
            }
        };
    }

    /// Helidon's path of a service is decoded, and so knows no more which slashes are part of a name.
    private static String pathBelow(String rawPath) {
        return rawPath.startsWith(PATH) ? rawPath.substring(PATH.length()) : rawPath;
    }

    private Identity identity(ServerRequest request) throws ProblemException {
        Optional<String> token =
                request.headers().first(HeaderNames.AUTHORIZATION).flatMap(TokenVerifier::bearer);
        return switch (verifier.verify(token)) {
            case Verification.Valid(Identity identity) -> identity;
            case Verification.Refused(TokenProblem problem) -> throw new ProblemException(Problem.of(problem));
        };
    }

    private static Caller caller(Identity identity, ServerRequest request) {
        return caller(identity, parameter(request, NAMESPACE).orElse(RoomKey.DEFAULT_NAMESPACE), request);
    }

    private static Caller caller(Identity identity, JsonNode form, ServerRequest request) {
        return caller(identity, form.path(NAMESPACE).asText(RoomKey.DEFAULT_NAMESPACE), request);
    }

    private static Caller caller(Identity identity, String namespace, ServerRequest request) {
        return new Caller(identity, namespace, request.headers().first(TRACEPARENT));
    }

    private static Map<String, String> page(ServerRequest request) {
        Map<String, String> page = new HashMap<>();
        PAGE.forEach(name -> parameter(request, name).ifPresent(text -> page.put(name, text)));
        return page;
    }

    private static Optional<String> parameter(ServerRequest request, String name) {
        return request.query().first(name).asOptional();
    }

    private JsonNode form(ServerRequest request) throws ProblemException, IOException {
        byte[] body = body(request);
        byte[] array = new byte[body.length + 2];
        System.arraycopy(body, 0, array, 1, body.length);
        array[0] = '[';
        array[array.length - 1] = ']';
        if (Arguments.parse(Bytes.of(array), List.of()) instanceof Arguments one
                && one.size() == 1
                && one.isObject(0)) {
            return one.get(0);
        }
        throw new ProblemException(Problem.invalid("the body must be a JSON object"));
    }

    private byte[] body(ServerRequest request) throws ProblemException, IOException {
        byte[] body = RequestBody.read(request, maxBodyBytes);
        if (body.length > maxBodyBytes) {
            throw new ProblemException(Problem.tooLarge(maxBodyBytes));
        }
        return body;
    }

    private static void refuse(ServerResponse response, Problem problem) throws IOException {
        if (problem.status().equals(Status.UNAUTHORIZED_401)) {
            response.header(BEARER);
        }
        if (problem.status().equals(Status.REQUEST_ENTITY_TOO_LARGE_413)) {
            response.header(HeaderValues.CONNECTION_CLOSE);
        }
        response.status(problem.status()).header(PROBLEM).send(Json.mapper().writeValueAsBytes(problem.members()));
    }
}
