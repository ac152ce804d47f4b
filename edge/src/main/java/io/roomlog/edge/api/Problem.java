package io.roomlog.edge.api;

import io.helidon.http.Status;
import io.roomlog.edge.app.VerbException;
import io.roomlog.edge.auth.TokenProblem;
import java.util.LinkedHashMap;
import java.util.Map;

/// Why a call was not done (RFC 9457).
///
/// @param code as clients with a socket get it
record Problem(Status status, String code, String detail) {
    static Problem of(VerbException failure) {
        Status status = switch (failure.code()) {
            case INVALID -> Status.BAD_REQUEST_400;
            case FORBIDDEN -> Status.FORBIDDEN_403;
            case TOO_LARGE -> Status.REQUEST_ENTITY_TOO_LARGE_413;
            case RATE_LIMITED -> Status.TOO_MANY_REQUESTS_429;
            case UNAVAILABLE -> Status.SERVICE_UNAVAILABLE_503;
            case UNKNOWN -> Status.GATEWAY_TIMEOUT_504;
            case NOT_FOUND -> Status.NOT_FOUND_404;
        };
        return new Problem(status, failure.code().text(), String.valueOf(failure.getMessage()));
    }

    static Problem of(TokenProblem problem) {
        return problem == TokenProblem.KEYS_UNAVAILABLE
                ? new Problem(Status.SERVICE_UNAVAILABLE_503, "unavailable", problem.text())
                : new Problem(
                        Status.UNAUTHORIZED_401,
                        "unauthorized",
                        "a valid token is wanted as Authorization: Bearer; " + problem.text());
    }

    static Problem notFound() {
        return new Problem(Status.NOT_FOUND_404, "not_found", "there is nothing at this path");
    }

    static Problem notAllowed(String method) {
        return new Problem(Status.METHOD_NOT_ALLOWED_405, "invalid", "this is done with " + method);
    }

    static Problem tooLarge(int maxBytes) {
        return new Problem(Status.REQUEST_ENTITY_TOO_LARGE_413, "too_large", "a body may have " + maxBytes + " bytes");
    }

    static Problem invalid(String detail) {
        return new Problem(Status.BAD_REQUEST_400, "invalid", detail);
    }

    /// The members of the JSON object.
    Map<String, Object> members() {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("type", "about:blank");
        members.put("title", status.reasonPhrase());
        members.put("status", status.code());
        members.put("detail", detail);
        members.put("code", code);
        return members;
    }
}
