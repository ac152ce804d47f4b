package io.roomlog.edge.auth;

/// An issuer's keys cannot be had at the moment.
final class KeysUnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    KeysUnavailableException(String message) {
        super(message, null, false, false);
    }
}
