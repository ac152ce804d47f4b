package io.roomlog.edge.history;

import io.roomlog.common.cursor.RoomPlace;

/// What a room held before somebody joined it, read but for its newest end.
@FunctionalInterface
public interface JoinPast {
    /// Reads the rest, and gives the whole. Short: what came since the most of it was read. A rest that cannot be
    /// read in time is left out, and `more` says so.
    ///
    /// @param joinedAt the first place in the room that is delivered live
    HistoryPage upTo(RoomPlace joinedAt);
}
