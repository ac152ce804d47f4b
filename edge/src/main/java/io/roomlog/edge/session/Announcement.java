package io.roomlog.edge.session;

import io.roomlog.common.bytes.Bytes;
import io.roomlog.common.log.RoomRecord;
import io.roomlog.common.log.SessionRecord;
import io.roomlog.common.socketio.Arguments;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The records that a session writes into rooms about itself.
final class Announcement {
    private Announcement() {}

    /// That a socket has come into a room, or gone.
    static RoomRecord of(RoomRecord.Kind kind, String room, SessionRecord state) {
        Map<String, String> about = new LinkedHashMap<>();
        about.put("room", room);
        about.put("user", state.user());
        about.put("id", state.sid());
        Bytes event = Arguments.of(kind == RoomRecord.Kind.JOINED ? "user-joined" : "user-left", about)
                .raw();
        return new RoomRecord(
                kind,
                event,
                List.of(),
                Optional.empty(),
                Optional.of(state.sid()),
                Optional.of(state.user()),
                List.of(),
                state.generation());
    }

    /// Tells whatever edge still holds an older connection of a socket to end it.
    static RoomRecord takenOver(String sid, Control.TakenOver claim) {
        return RoomRecord.control(claim.value(), Optional.of(sid), claim.generation());
    }
}
