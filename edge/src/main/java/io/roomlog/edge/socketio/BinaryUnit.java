package io.roomlog.edge.socketio;

import io.roomlog.common.bytes.Bytes;
import io.roomlog.edge.outbound.Outbound;
import io.roomlog.edge.outbound.PacketSink;
import java.util.List;

/// A binary packet with its attachments: nothing may come between them.
record BinaryUnit(Bytes header, List<Bytes> attachments) implements Outbound {
    @Override
    public int size() {
        return attachments.stream().mapToInt(Bytes::length).sum() + header.length();
    }

    @Override
    public void writeTo(PacketSink sink) {
        sink.text(header);
        attachments.forEach(sink::binary);
    }
}
