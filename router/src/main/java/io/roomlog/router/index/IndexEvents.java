package io.roomlog.router.index;

import io.roomlog.router.log.RecordEvents;

/// What is counted of the index. Thread-safe, and quick.
public interface IndexEvents extends RecordEvents {
    /// An event was put into its room's index.
    void indexed();

    /// A record was recognised as a repeat.
    void repeated();

    /// A record lay in a partition that is not its key's, and was appended to the one that is.
    void moved();

    /// Entries were deleted: what they stand for is no longer in the log.
    void pruned(int entries);
}
