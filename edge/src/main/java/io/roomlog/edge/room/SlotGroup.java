package io.roomlog.edge.room;

import io.roomlog.common.cursor.PositionVector;
import io.roomlog.common.cursor.Slots;

/// The sockets whose rooms lie in the same slots. While they are level with the edge, their vector is the
/// edge's, restricted to these slots, and is encoded once for all of them. The dispatcher's thread only.
final class SlotGroup {
    private final Slots numbering;
    private final int[] slots;
    private byte[] encoded = new byte[0];
    private long encodedAt = -1;
    private int members;

    /// @param slots ascending
    SlotGroup(Slots numbering, int[] slots) {
        this.numbering = numbering;
        this.slots = slots;
    }

    int[] slots() {
        return slots;
    }

    void enter() {
        members++;
    }

    /// One socket less.
    ///
    /// @return whether nobody is left
    boolean leave() {
        members--;
        return members == 0;
    }

    /// @param positions the edge's next offsets
    /// @param step changes with each step of the edge
    byte[] vector(long[] positions, long step) {
        if (encodedAt != step) {
            encoded = CursorTrail.bytes(PositionVector.of(numbering, slots, positions));
            encodedAt = step;
        }
        return encoded;
    }
}
