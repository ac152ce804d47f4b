package io.roomlog.edge.room;

import io.roomlog.common.cursor.Cursor;
import io.roomlog.common.cursor.CursorHead;
import io.roomlog.common.cursor.Epoch;
import io.roomlog.common.cursor.PositionVector;
import io.roomlog.common.log.RoomKey;
import io.roomlog.common.socketio.Arguments;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The events that tell a client of a range that it cannot have.
public final class GapEvents {
    private GapEvents() {}

    /// A range that the log no longer holds.
    public static EventFrame expired(RoomKey room, Epoch epoch, int partition, long from, long to) {
        return frame(room, epoch, partition, from, to, "expired");
    }

    /// @param from first offset of the range
    /// @param to first offset behind it
    /// @param reason as in the protocol: `expired`, `reset`, ...
    static EventFrame frame(RoomKey room, Epoch epoch, int partition, long from, long to, String reason) {
        Arguments event = Arguments.of(
                "gap",
                Map.of(
                        "room", room.room(),
                        "from", offset(epoch, partition, from),
                        "to", offset(epoch, partition, to),
                        "reason", reason));
        return new EventFrame(room.namespace(), event.raw(), List.of());
    }

    /// The offset of one place in one partition, as clients see it.
    static String offset(Epoch epoch, int partition, long next) {
        return new Cursor(
                        new CursorHead(List.of(epoch), Optional.empty()), PositionVector.of(0, Map.of(partition, next)))
                .encode();
    }
}
