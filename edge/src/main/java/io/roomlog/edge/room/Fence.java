package io.roomlog.edge.room;

import io.roomlog.common.log.RoomKey;
import java.util.Map;

/// Where a socket's live records begin.
///
/// @param positions for each partition of its rooms, the first offset that is dispatched to it live
/// @param joined for each room that it has just entered, the first offset that it is to have: the log's end when it
///     asked, or the fence where that lies behind it
public record Fence(Map<Integer, Long> positions, Map<RoomKey, Long> joined) {
    public Fence {
        positions = Map.copyOf(positions);
        joined = Map.copyOf(joined);
    }
}
