package io.roomlog.edge.room;

import io.roomlog.common.cursor.SessionPointer;
import io.roomlog.edge.outbound.Outbound;
import io.roomlog.edge.outbound.PacketSink;
import java.util.Optional;

/// Puts the trail to a place, in queue order; writes nothing.
final class Located implements Outbound {
    private final CursorTrail trail;
    private final Optional<SessionPointer> session;
    private final byte[] vector;

    Located(CursorTrail trail, Optional<SessionPointer> session, byte[] vector) {
        this.trail = trail;
        this.session = session;
        this.vector = vector;
    }

    @Override
    public int size() {
        return 0;
    }

    @Override
    public void writeTo(PacketSink sink) {
        trail.move(session, vector);
    }
}
