package io.roomlog.edge.app;

import io.roomlog.edge.auth.TokenProblem;
import io.roomlog.edge.log.LogException;
import io.roomlog.edge.router.RouterException;

/// A verb cannot be done; the client is told the code and the message, and lives on.
public final class VerbException extends Exception {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    VerbException(ErrorCode code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    static VerbException invalid(String message) {
        return new VerbException(ErrorCode.INVALID, message);
    }

    /// What a log that does not take, or does not give, means for the caller.
    static VerbException of(LogException failure) {
        return new VerbException(ErrorCode.of(failure), String.valueOf(failure.getMessage()));
    }

    /// The same for routers that do not answer.
    static VerbException of(RouterException failure) {
        return new VerbException(ErrorCode.UNAVAILABLE, String.valueOf(failure.getMessage()));
    }

    /// What a token that is not taken means for the caller.
    static VerbException of(TokenProblem problem) {
        ErrorCode code = problem == TokenProblem.KEYS_UNAVAILABLE ? ErrorCode.UNAVAILABLE : ErrorCode.FORBIDDEN;
        return new VerbException(code, problem.text());
    }

    public ErrorCode code() {
        return code;
    }
}
