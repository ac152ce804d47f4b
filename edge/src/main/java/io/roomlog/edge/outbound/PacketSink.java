package io.roomlog.edge.outbound;

import io.roomlog.common.bytes.Bytes;

/// Where packets are written to: WebSocket frames, or the body of a long poll. Used by one thread.
public interface PacketSink {
    /// A text packet. Its first byte is the Engine.IO type.
    void text(Bytes packet);

    /// A text packet that begins as those of many connections do.
    ///
    /// @param rest of this connection alone, in parts that are copied one behind the other
    void text(SharedBytes start, byte[]... rest);

    /// A binary message.
    void binary(Bytes data);

    /// A binary message that many connections get.
    void binary(SharedBytes data);

    /// A WebSocket control frame, whole; nothing on other transports.
    void control(byte[] frame);
}
