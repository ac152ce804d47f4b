package io.roomlog.edge.websocket;

import io.helidon.common.socket.PeerInfo;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;

/// Decides about WebSocket handshakes on one path.
public interface WebSocketEndpoint {
    /// Looks at a handshake request. May block.
    ///
    /// @param peer who has connected
    WebSocketAnswer answer(HttpPrologue prologue, Headers headers, PeerInfo peer);
}
