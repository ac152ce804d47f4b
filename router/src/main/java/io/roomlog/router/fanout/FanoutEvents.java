package io.roomlog.router.fanout;

import io.roomlog.router.log.RecordEvents;

/// What is counted of wide emits. Thread-safe, and quick.
public interface FanoutEvents extends RecordEvents {
    /// A record of `fanout` was spread.
    ///
    /// @param rooms to how many
    /// @param stampMillis when the log took it, since 1970
    void spread(int rooms, long stampMillis);
}
