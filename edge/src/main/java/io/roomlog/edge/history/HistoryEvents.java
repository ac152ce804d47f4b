package io.roomlog.edge.history;

/// What is counted of reading pasts. Thread-safe, and quick.
public interface HistoryEvents {
    /// How a past was found.
    enum Source {
        /// In memory, or in the little of the log that is looked through first.
        RECENT,
        /// By a router's index.
        INDEX,
        /// By looking through the log.
        SCAN
    }

    /// A past was read, in one slot: a room has one for each region that records come from.
    ///
    /// @param source the slowest of those that it took
    void pastRead(Source source);
}
