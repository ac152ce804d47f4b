package io.roomlog.edge.room;

import io.roomlog.edge.outbound.Outbound;
import io.roomlog.edge.outbound.PacketSink;
import org.jspecify.annotations.Nullable;

/// Puts the trail to a place, in queue order; writes nothing.
final class Located implements Outbound {
    private final CursorTrail trail;
    private final byte @Nullable [] head;
    private final byte[] vector;

    /// @param head null to keep the head that the trail has
    Located(CursorTrail trail, byte @Nullable [] head, byte[] vector) {
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
        if (head == null) {
            trail.move(vector);
        } else {
            trail.move(head, vector);
        }
    }
}
