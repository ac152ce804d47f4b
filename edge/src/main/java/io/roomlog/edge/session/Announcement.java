package io.roomlog.edge.session;

import io.roomlog.common.bytes.Bytes;
import io.roomlog.common.log.RoomRecord;
import io.roomlog.common.socketio.Arguments;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The records that a session writes into rooms about itself.
final class Announcement {
    private static final Bytes TAKEN_OVER = Bytes.utf8("[\"taken_over\"]");

    private Announcement() {}

    /// The event that the others get.
    static Bytes event(RoomRecord.Kind kind, String room, String user, String sid) {
        Map<String, String> about = new LinkedHashMap<>();
        about.put("room", room);
        about.put("user", user);
        about.put("id", sid);
        return Arguments.of(kind == RoomRecord.Kind.JOINED ? "user-joined" : "user-left", about)
                .raw();
    }

    static RoomRecord record(RoomRecord.Kind kind, Bytes value, String sid, String user, long generation) {
        return new RoomRecord(
                kind, value, List.of(), Optional.empty(), Optional.of(sid), Optional.of(user), List.of(), generation);
    }

    /// Tells whatever edge still holds an older connection of a socket to end it.
    static RoomRecord takenOver(String sid, long generation) {
        return RoomRecord.control(TAKEN_OVER, Optional.of(sid), generation);
    }

    static boolean isTakenOver(RoomRecord record, String sid) {
        return record.value().equals(TAKEN_OVER) && record.sid().orElse("").equals(sid);
    }
}
