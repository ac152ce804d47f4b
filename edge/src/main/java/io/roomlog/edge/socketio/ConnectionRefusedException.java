package io.roomlog.edge.socketio;

import org.jspecify.annotations.Nullable;

/// Thrown by a [Middleware] to refuse a socket: the client gets `connect_error` with this message and data.
public final class ConnectionRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient @Nullable Object data;

    /// @param message what the client gets as the error's message
    /// @param data what it gets as the error's data, anything that can be JSON; null for none
    public ConnectionRefusedException(String message, @Nullable Object data) {
        super(message, null, false, false);
        this.data = data;
    }

    public ConnectionRefusedException(String message) {
        this(message, null);
    }

    public @Nullable Object data() {
        return data;
    }
}
