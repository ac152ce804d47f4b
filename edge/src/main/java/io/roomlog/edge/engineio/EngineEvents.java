package io.roomlog.edge.engineio;

import io.roomlog.edge.outbound.TransferEvents;

/// What is counted of Engine.IO sessions. Thread-safe.
public interface EngineEvents extends TransferEvents {
    void handshakeRefused(EngineError error);

    void sessionOpened(boolean websocket);

    void sessionUpgraded();

    /// A session has ended.
    ///
    /// @param websocket its last transport
    void sessionClosed(boolean websocket, CloseReason reason);
}
