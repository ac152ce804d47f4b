package io.roomlog.edge.outbound;

import io.roomlog.common.bytes.Bytes;

/// Where packets are written to: WebSocket frames, or the body of a long poll. Used by one thread.
public interface PacketSink {
    /// A text packet, given in parts that are copied one behind the other. Its first byte is the Engine.IO type.
    void text(byte[]... parts);

    /// A binary message.
    void binary(Bytes data);

    /// A WebSocket control frame, whole; nothing on other transports.
    void control(byte[] frame);
}
