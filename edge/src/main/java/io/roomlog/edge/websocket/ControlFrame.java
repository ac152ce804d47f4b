package io.roomlog.edge.websocket;

import io.roomlog.common.bytes.Bytes;
import io.roomlog.edge.outbound.Outbound;
import io.roomlog.edge.outbound.PacketSink;

/// A close frame in the outbound queue.
record ControlFrame(Bytes frame) implements Outbound {
    @Override
    public int size() {
        return frame.length();
    }

    @Override
    public void writeTo(PacketSink sink) {
        sink.control(frame.toArray());
    }
}
