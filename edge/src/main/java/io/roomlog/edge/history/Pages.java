package io.roomlog.edge.history;

import io.roomlog.common.log.RoomKey;
import io.roomlog.edge.log.Origins;
import java.util.Optional;

/// Puts what was found in a room into the words of clients.
record Pages(RoomKey room, int slot, Origins origins) {
    HistoryPage page(Answer answer, boolean more, long reached, Optional<HistoryGap> gap) {
        return new HistoryPage(
                answer.entries().stream()
                        .map(entry -> entry.message(origins.messageOffset(slot, entry.offset())))
                        .toList(),
                more,
                offset(reached),
                gap);
    }

    /// The log does not go as far as a client says: what lies between its end and there is lost.
    HistoryGap reset(long from, long to) {
        return new HistoryGap(room.room(), offset(from), offset(to), "reset");
    }

    /// The retention of a range has ended.
    HistoryGap expired(RoomScan.Lost lost) {
        return new HistoryGap(room.room(), offset(lost.from()), offset(lost.to()), "expired");
    }

    /// The log is another one than a client's offset counts in.
    ///
    /// @param beginning of the log
    HistoryGap since(HistoryPlace place, long beginning) {
        return new HistoryGap(room.room(), place.text(), offset(beginning), "reset");
    }

    /// The same for what lies before the client's offset.
    HistoryGap until(HistoryPlace place, long beginning) {
        return new HistoryGap(room.room(), offset(beginning), place.text(), "reset");
    }

    String offset(long next) {
        return origins.offset(slot, next);
    }
}
