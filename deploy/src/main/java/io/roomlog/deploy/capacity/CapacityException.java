package io.roomlog.deploy.capacity;

/// However many machines there were, they could not carry it. The message begins with what is to be changed.
public final class CapacityException extends Exception {
    private static final long serialVersionUID = 1;

    CapacityException(String message) {
        super(message);
    }
}
