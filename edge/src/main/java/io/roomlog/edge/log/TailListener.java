package io.roomlog.edge.log;

import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/// Gets what a [Tail] consumes, in log order, on the tail's thread. Must not block.
public interface TailListener {
    /// One record.
    void onRecord(
            int partition,
            long offset,
            long timestamp,
            byte @Nullable [] key,
            byte @Nullable [] value,
            Headers headers);

    /// Partitions have been added to those that are followed. What Kafka's client has under way does not cover
    /// them, and ends only when something comes in one of the others.
    void onOpened();

    /// The tail went on behind a range that can no longer be had.
    ///
    /// @param reset whether the log is not the one that it was (re-created or cut off), rather than expired
    void onGap(int partition, long from, long to, boolean reset);
}
