/// WebSocket connections (RFC 6455) behind Helidon's handshake: framing, control frames, closing, coalesced writes.
///
/// Knows nothing of what the messages mean. [WebSocketUpgrader] is the door; [WebSocketConnection] has the one
/// writer of its connection.
@NullMarked
package io.roomlog.edge.websocket;

import org.jspecify.annotations.NullMarked;
