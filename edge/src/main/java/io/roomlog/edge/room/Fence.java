package io.roomlog.edge.room;

import io.roomlog.common.cursor.RoomPlace;
import io.roomlog.common.log.RoomKey;
import java.util.Map;

/// Where a socket's live records begin.
///
/// @param positions for each slot of its rooms, the first offset that is dispatched to it live
/// @param joined for each room that it has just entered, the first place that it is to have: the log's end when it
///     asked, or the fence where that lies behind it
public record Fence(Map<Integer, Long> positions, Map<RoomKey, RoomPlace> joined) {
    public Fence {
        positions = Map.copyOf(positions);
        joined = Map.copyOf(joined);
    }
}
