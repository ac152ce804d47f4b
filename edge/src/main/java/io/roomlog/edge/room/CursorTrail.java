package io.roomlog.edge.room;

import io.roomlog.common.cursor.CursorHead;
import io.roomlog.common.cursor.Epoch;
import io.roomlog.common.cursor.PositionVector;
import io.roomlog.common.cursor.SessionPointer;
import io.roomlog.edge.log.Origins;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// The cursor that a client has been told last, as the bytes that stand behind an event.
///
/// Touched only by whoever writes the socket's queue out, in queue order: so a cursor says what lies before it on
/// the wire and no more, and what is queued without a position of its own ends with the position of what went
/// before it.
public final class CursorTrail {
    private final Origins origins;
    private Optional<SessionPointer> session = Optional.empty();
    private List<Epoch> epochs = List.of();
    private byte[] head = new byte[0];
    private byte[] vector = new byte[0];

    /// @param origins that its positions count in
    public CursorTrail(Origins origins) {
        this.origins = origins;
    }

    void move(byte[] newVector) {
        vector = newVector;
    }

    void move(Optional<SessionPointer> newSession, byte[] newVector) {
        session = newSession;
        epochs = List.of();
        vector = newVector;
    }

    boolean isLocated() {
        return vector.length > 0;
    }

    /// Of the origins as they are known when it is written: what went before counts in these.
    byte[] head() {
        List<Epoch> known = origins.epochs();
        if (!known.equals(epochs)) {
            epochs = known;
            head = bytes(new CursorHead(known, session));
        }
        return head;
    }

    byte[] vector() {
        return vector;
    }

    /// A head as it stands behind an event's last argument: `,"head.`
    private static byte[] bytes(CursorHead head) {
        return (",\"" + head.encode() + '.').getBytes(StandardCharsets.US_ASCII);
    }

    /// A vector as it stands behind the head, with what ends the event: `vector"]`
    static byte[] bytes(PositionVector vector) {
        return (vector.encode() + "\"]").getBytes(StandardCharsets.US_ASCII);
    }
}
