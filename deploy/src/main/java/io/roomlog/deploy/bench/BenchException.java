package io.roomlog.deploy.bench;

/// A run that cannot go on; the message says why, and what can be done.
public final class BenchException extends Exception {
    private static final long serialVersionUID = 1L;

    BenchException(String message) {
        super(message);
    }
}
