package io.roomlog.edge.room;

import java.util.Map;

/// Where a socket's live records begin: for each partition of its rooms, the first offset that reaches it live.
///
/// @param positions next offset by partition
public record Fence(Map<Integer, Long> positions) {
    public Fence {
        positions = Map.copyOf(positions);
    }

    /// The first live offset of a partition.
    public long at(int partition) {
        Long position = positions.get(partition);
        if (position == null) {
            throw new IllegalArgumentException("partition " + partition + " lies behind no fence");
        }
        return position;
    }
}
