package io.roomlog.edge.history;

import io.roomlog.common.log.RoomRecord;
import io.roomlog.common.socketio.Arguments;
import io.roomlog.edge.room.RoomReader.Found;
import java.util.Optional;

/// A record that a viewer may have.
///
/// @param event name and arguments
record Entry(Found found, Arguments event) {
    /// About what the JSON around an event takes, in bytes.
    private static final int AROUND = 160;

    /// Reads an entry; empty for what live delivery would not have given the viewer, and for what cannot be sent.
    static Optional<Entry> of(Found found, Viewer viewer) {
        RoomRecord record = found.record();
        if (record.kind() != RoomRecord.Kind.EVENT || !record.isFor(viewer.sid(), viewer.userRoom())) {
            return Optional.empty();
        }
        return Arguments.parse(record.value(), record.attachments()) instanceof Arguments event
                        && event.string(0).isPresent()
                ? Optional.of(new Entry(found, event))
                : Optional.empty();
    }

    long offset() {
        return found.offset();
    }

    /// Milliseconds since 1970, as the log stamped it.
    long stamp() {
        return found.timestamp();
    }

    /// About how much it adds to an answer.
    long bytes() {
        return found.record().size() + AROUND;
    }

    /// @param offset of this message, as clients see it
    HistoryMessage message(String offset) {
        RoomRecord record = found.record();
        return new HistoryMessage(
                event.string(0).orElseThrow(),
                event.from(1),
                record.user().orElse(null),
                record.id().orElse(null),
                stamp(),
                offset);
    }
}
