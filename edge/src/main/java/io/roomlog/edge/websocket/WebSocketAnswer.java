package io.roomlog.edge.websocket;

import java.util.function.Function;

/// What is answered to a WebSocket handshake.
public sealed interface WebSocketAnswer {
    /// The connection is opened.
    ///
    /// @param listener makes what gets its messages
    record Accepted(Function<WebSocketConnection, WebSocketListener> listener) implements WebSocketAnswer {}

    /// It is refused, and the TCP connection ended.
    ///
    /// @param status HTTP status
    /// @param json body
    record Refused(int status, String json) implements WebSocketAnswer {}
}
