package io.roomlog.edge.app;

/// A verb cannot be done; the client is told the code and the message, and lives on.
final class VerbException extends Exception {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    VerbException(ErrorCode code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    static VerbException invalid(String message) {
        return new VerbException(ErrorCode.INVALID, message);
    }

    ErrorCode code() {
        return code;
    }
}
