package io.roomlog.edge.room;

import io.roomlog.common.log.RoomKey;
import io.roomlog.common.socketio.Arguments;
import io.roomlog.edge.log.Origins;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The events that tell a client of a range that it does not get.
///
/// @param origins that the ranges are in
public record GapEvents(Origins origins) {
    /// Why it does not get it.
    public enum Reason {
        /// The log no longer holds it.
        EXPIRED,
        /// The log is not the one that it was: re-created, or cut off.
        RESET,
        /// There is too much of it; the client can page through it.
        TOO_FAR,
        /// It is yet to come from another region, of which nothing is heard.
        PENDING,
        /// The socket has been taken out of the room.
        REMOVED;

        /// As it is on the wire.
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// The event.
    ///
    /// @param slot that the range is in
    /// @param from first offset of the range
    /// @param to first offset behind it
    public EventFrame frame(RoomKey room, int slot, long from, long to, Reason reason) {
        return new EventFrame(
                room.namespace(),
                Arguments.of("gap", fields(room, slot, from, to, reason)).raw(),
                List.of());
    }

    /// The event's argument. The room of all sockets of the namespace has one name for clients, whatever its
    /// partition.
    public Map<String, String> fields(RoomKey room, int slot, long from, long to, Reason reason) {
        return Map.of(
                "room", RoomKey.isEveryone(room.room()) ? RoomKey.EVERYONE : room.room(),
                "from", origins.offset(slot, from),
                "to", origins.offset(slot, to),
                "reason", reason.text());
    }
}
