package io.roomlog.edge.session;

import io.roomlog.common.bytes.Bytes;
import io.roomlog.common.cursor.SessionPointer;
import io.roomlog.common.log.RoomRecord;
import io.roomlog.common.socketio.Arguments;
import java.util.List;
import java.util.Optional;

/// What a control record in a room asks of the sockets that are in it at that place of the log.
public sealed interface Control {
    /// Another edge has taken the session of the socket that the record names.
    ///
    /// @param generation of the claim
    /// @param claim where it lies
    /// @param stamp when it was made, milliseconds since 1970, by its edge's clock
    record TakenOver(long generation, SessionPointer claim, long stamp) implements Control {
        /// The control record for one socket's own room.
        RoomRecord record(String sid) {
            return RoomRecord.control(value(), Optional.of(sid), generation);
        }
    }

    /// The sockets are to join a room.
    record Join(String room) implements Control {}

    /// The sockets are to leave a room.
    record Leave(String room) implements Control {}

    /// The sockets are to be disconnected, and their sessions to end.
    record Disconnect() implements Control {}

    /// The record's value.
    default Bytes value() {
        return switch (this) {
            case TakenOver taken ->
                Arguments.of(
                                "taken_over",
                                taken.claim().partition(),
                                taken.claim().offset(),
                                taken.stamp())
                        .raw();
            case Join join -> Arguments.of("join", join.room()).raw();
            case Leave leave -> Arguments.of("leave", leave.room()).raw();
            case Disconnect d -> Arguments.of("disconnect").raw();
        };
    }

    /// The control record for all sockets of a room.
    ///
    /// @param except sids and `user:` rooms that it is not for
    default RoomRecord record(List<String> except) {
        return RoomRecord.control(value(), Optional.empty(), 0).withExcept(except);
    }

    /// Reads a control record; empty where it is nothing that sockets have to do with.
    ///
    /// @param origin where it comes from
    static Optional<Control> of(RoomRecord record, int origin) {
        if (!(Arguments.parse(record.value(), List.of()) instanceof Arguments arguments)) {
            return Optional.empty();
        }
        Optional<String> room = arguments.string(1);
        return switch (arguments.string(0).orElse("")) {
            case "taken_over" -> takenOver(record, arguments, origin);
            case "join" -> room.map(Join::new);
            case "leave" -> room.map(Leave::new);
            case "disconnect" -> Optional.of(new Disconnect());
            default -> Optional.empty();
        };
    }

    /// An edge claims in the log of its own region, and says so there.
    private static Optional<Control> takenOver(RoomRecord record, Arguments arguments, int origin) {
        int partition = arguments.get(1).asInt(-1);
        long offset = arguments.get(2).asLong(-1);
        return partition < 0 || offset < 0
                ? Optional.empty()
                : Optional.of(new TakenOver(
                        record.generation(),
                        new SessionPointer(origin, partition, offset),
                        arguments.get(3).asLong(0)));
    }

    /// Whether a control record is meant for a socket.
    ///
    /// @param userRoom `user:` and the socket's user
    static boolean isFor(RoomRecord record, String sid, String userRoom) {
        return record.sid().map(sid::equals).orElse(true)
                && !record.except().contains(sid)
                && !record.except().contains(userRoom);
    }
}
