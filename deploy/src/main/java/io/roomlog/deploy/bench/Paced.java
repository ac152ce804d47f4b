package io.roomlog.deploy.bench;

/// Something that a pacer does at a fixed rate.
interface Paced {
    /// Begins it once more. In the pacer's thread.
    ///
    /// @param scheduledNanos when it was to begin
    void begin(long scheduledNanos);
}
