package io.roomlog.edge.room;

import io.roomlog.common.cursor.CursorHead;
import io.roomlog.common.cursor.PositionVector;
import java.nio.charset.StandardCharsets;

/// The cursor that a client has been told last, as the bytes that stand behind an event.
///
/// Touched only by whoever writes the socket's queue out, in queue order: so a cursor says what lies before it on
/// the wire and no more, and what is queued without a position of its own ends with the position of what went
/// before it.
public final class CursorTrail {
    private byte[] head = new byte[0];
    private byte[] vector = new byte[0];

    void move(byte[] newVector) {
        vector = newVector;
    }

    void move(byte[] newHead, byte[] newVector) {
        head = newHead;
        vector = newVector;
    }

    boolean isLocated() {
        return head.length > 0;
    }

    byte[] head() {
        return head;
    }

    byte[] vector() {
        return vector;
    }

    /// A head as it stands behind an event's last argument: `,"head.`
    static byte[] bytes(CursorHead head) {
        return (",\"" + head.encode() + '.').getBytes(StandardCharsets.US_ASCII);
    }

    /// A vector as it stands behind the head, with what ends the event: `vector"]`
    static byte[] bytes(PositionVector vector) {
        return (vector.encode() + "\"]").getBytes(StandardCharsets.US_ASCII);
    }
}
