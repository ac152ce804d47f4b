package io.roomlog.edge.room;

import io.roomlog.edge.outbound.Outbound;
import io.roomlog.edge.outbound.PacketSink;

/// Puts the trail to a place, in queue order; writes nothing.
final class Located implements Outbound {
    private final CursorTrail trail;
    private final byte[] head;
    private final byte[] vector;

    Located(CursorTrail trail, byte[] head, byte[] vector) {
        this.trail = trail;
        this.head = head;
        this.vector = vector;
    }

    @Override
    public int size() {
        return 0;
    }

    @Override
    public void writeTo(PacketSink sink) {
        trail.move(head, vector);
    }
}
