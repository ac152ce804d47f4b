package io.roomlog.edge.room;

import io.roomlog.common.cursor.PositionVector;

/// The sockets whose rooms lie in the same partitions. While they are level with the edge, their vector is the
/// edge's, restricted to these partitions, and is encoded once for all of them. The dispatcher's thread only.
final class PartitionGroup {
    private final int[] partitions;
    private byte[] encoded = new byte[0];
    private long encodedAt = -1;
    private int members;

    /// @param partitions ascending
    PartitionGroup(int[] partitions) {
        this.partitions = partitions;
    }

    int[] partitions() {
        return partitions;
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
            encoded = CursorTrail.bytes(PositionVector.of(partitions, positions));
            encodedAt = step;
        }
        return encoded;
    }
}
