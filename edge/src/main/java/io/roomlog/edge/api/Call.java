package io.roomlog.edge.api;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// What is called.
sealed interface Call {
    /// How it is called.
    enum Method {
        GET,
        POST
    }

    /// Who is in a room.
    record Members(String room) implements Call {}

    /// A page of a room's past.
    record Messages(String room) implements Call {}

    /// A publish.
    record Emit() implements Call {}

    /// The end of some sockets.
    record Disconnect() implements Call {}

    default Method method() {
        return switch (this) {
            case Members m -> Method.GET;
            case Messages m -> Method.GET;
            case Emit e -> Method.POST;
            case Disconnect d -> Method.POST;
        };
    }

    /// The call at a path below the API's own, as it stands in the request: a room's name may have slashes, which are
    /// percent-encoded there.
    ///
    /// @throws ProblemException if there is none
    static Call of(String rawPath) throws ProblemException {
        List<String> segments = Arrays.asList(rawPath.replaceFirst("^/", "").split("/", -1));
        if (segments.size() == 3 && segments.getFirst().equals("rooms")) {
            String room = decoded(segments.get(1));
            switch (segments.get(2)) {
                case "members" -> {
                    return new Members(room);
                }
                case "messages" -> {
                    return new Messages(room);
                }
                default -> {}
            }
        }
        if (segments.equals(List.of("emit"))) {
            return new Emit();
        }
        if (segments.equals(List.of("disconnect"))) {
            return new Disconnect();
        }
        throw new ProblemException(Problem.notFound());
    }

    private static String decoded(String segment) throws ProblemException {
        try {
            // a plus stands for itself in a path
            return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new ProblemException(Problem.invalid("the path is not percent-encoded as it should be"));
        }
    }
}
