package io.roomlog.edge.room;

import io.roomlog.edge.outbound.Outbound;
import io.roomlog.edge.outbound.PacketSink;
import io.roomlog.edge.outbound.WriteTimes;

/// An event from the log on its way to one socket: shared bytes, and the position that the socket has with it.
final class Delivery implements Outbound {
    private final EventFrame frame;
    private final CursorTrail trail;
    private final byte[] vector;

    Delivery(EventFrame frame, CursorTrail trail, byte[] vector) {
        this.frame = frame;
        this.trail = trail;
        this.vector = vector;
    }

    @Override
    public int size() {
        return frame.size();
    }

    @Override
    public void writeTo(PacketSink sink) {
        trail.move(vector);
        frame.writeTo(sink, trail);
    }

    @Override
    public void written(WriteTimes times) {
        frame.written(times);
    }
}
