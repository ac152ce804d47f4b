package io.roomlog.edge.websocket;

import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import java.util.Optional;
import java.util.function.Function;

/// Decides about WebSocket handshakes on one path.
public interface WebSocketEndpoint {
    /// Looks at a handshake request before it is answered.
    ///
    /// @param remoteAddress the peer's address, without port
    /// @return what makes the listener for the new connection; empty to leave the answer to the HTTP route of the
    /// path
    Optional<Function<WebSocketConnection, WebSocketListener>> accept(
            HttpPrologue prologue, Headers headers, String remoteAddress);
}
