package io.roomlog.edge.history;

/// What a room held before somebody joined it, read but for its newest end.
@FunctionalInterface
public interface JoinPast {
    /// Reads the rest, and gives the whole. Short: what came since the most of it was read. A rest that cannot be
    /// read in time is left out, and `more` says so.
    ///
    /// @param joinedAt first offset, in the room's partition, that is delivered live
    HistoryPage upTo(long joinedAt);
}
