package io.roomlog.edge.room;

import io.roomlog.common.cursor.Cursor;
import io.roomlog.common.cursor.CursorHead;
import io.roomlog.common.cursor.Epoch;
import io.roomlog.common.cursor.PositionVector;
import io.roomlog.common.log.RoomKey;
import io.roomlog.common.socketio.Arguments;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The events that tell a client of a range that it does not get.
///
/// @param epoch of the log that the ranges are in
public record GapEvents(Epoch epoch) {
    /// Why it does not get it.
    public enum Reason {
        /// The log no longer holds it.
        EXPIRED,
        /// The log is not the one that it was: re-created, or cut off.
        RESET,
        /// There is too much of it; the client can page through it.
        TOO_FAR,
        /// The socket has been taken out of the room.
        REMOVED;

        /// As it is on the wire.
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// The event.
    ///
    /// @param from first offset of the range
    /// @param to first offset behind it
    public EventFrame frame(RoomKey room, int partition, long from, long to, Reason reason) {
        return new EventFrame(
                room.namespace(),
                Arguments.of("gap", fields(room, partition, from, to, reason)).raw(),
                List.of());
    }

    /// The event's argument. The room of all sockets of the namespace has one name for clients, whatever its
    /// partition.
    public Map<String, String> fields(RoomKey room, int partition, long from, long to, Reason reason) {
        return Map.of(
                "room", RoomKey.isEveryone(room.room()) ? RoomKey.EVERYONE : room.room(),
                "from", offset(epoch, partition, from),
                "to", offset(epoch, partition, to),
                "reason", reason.text());
    }

    /// The offset of one place in one partition, as clients see it.
    static String offset(Epoch epoch, int partition, long next) {
        return new Cursor(new CursorHead(List.of(epoch), Optional.empty()), PositionVector.of(partition, next))
                .encode();
    }
}
