package io.roomlog.edge.outbound;

import io.roomlog.common.bytes.Bytes;

/// A binary message that stands by itself.
public record BinaryPacket(Bytes data) implements Outbound {
    @Override
    public int size() {
        return data.length();
    }

    @Override
    public void writeTo(PacketSink sink) {
        sink.binary(data);
    }
}
