package io.roomlog.edge.router;

/// No router has answered. The message says what to do.
public final class RouterException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RouterException(String message) {
        super(message);
    }
}
