package io.roomlog.deploy.tail;

/// The log cannot be read; the message is one line for the operator.
public final class TailException extends Exception {
    private static final long serialVersionUID = 1L;

    TailException(String message) {
        super(message);
    }

    TailException(String message, Throwable cause) {
        super(message, cause);
    }
}
