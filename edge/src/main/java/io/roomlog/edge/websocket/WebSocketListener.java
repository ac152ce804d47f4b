package io.roomlog.edge.websocket;

import io.roomlog.common.bytes.Bytes;

/// What comes in on a WebSocket connection. All calls are made by the connection's reader thread, one after the
/// other.
public interface WebSocketListener {
    /// The connection is open; the first call.
    void onOpen();

    /// A whole text message, valid UTF-8.
    void onText(Bytes text);

    /// A whole binary message.
    void onBinary(Bytes data);

    /// The connection has ended; the last call.
    ///
    /// @param broken whether it broke (reset, protocol violation, aborted), rather than being closed
    void onEnd(boolean broken);
}
