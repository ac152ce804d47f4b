package io.roomlog.edge.socketio;

import org.jspecify.annotations.Nullable;

/// Thrown by a [Middleware] to refuse a socket: the client gets `connect_error` with this message and data.
public final class ConnectionRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient @Nullable Object data;
    private final boolean forNow;

    /// @param message what the client gets as the error's message
    /// @param data what it gets as the error's data, anything that can be JSON; null for none
    public ConnectionRefusedException(String message, @Nullable Object data) {
        this(message, data, false);
    }

    private ConnectionRefusedException(String message, @Nullable Object data, boolean forNow) {
        super(message, null, false, false);
        this.data = data;
        this.forNow = forNow;
    }

    /// A socket that cannot be admitted at the moment: its transport is ended, so that a stock client tries again.
    ///
    /// @param message for the log
    public static ConnectionRefusedException forNow(String message) {
        return new ConnectionRefusedException(message, null, true);
    }

    public ConnectionRefusedException(String message) {
        this(message, null);
    }

    boolean isForNow() {
        return forNow;
    }

    public @Nullable Object data() {
        return data;
    }
}
