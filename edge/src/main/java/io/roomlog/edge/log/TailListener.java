package io.roomlog.edge.log;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/// Gets what a [Tail] consumes, in log order, on the tail's thread. Must not block.
public interface TailListener {
    /// One record.
    ///
    /// @param record with the offset that it has at its origin
    /// @return whether it has been taken; if not, it comes again, and what lies behind it in its slot after
    ///     it, once [Tail#goOn] is called
    boolean onRecord(int slot, ConsumerRecord<byte[], byte[]> record);

    /// Everything before this offset of a slot has been handed over, whatever lay there.
    void onReached(int slot, long next);

    /// Partitions have been added to those that are followed. What Kafka's client has under way does not cover
    /// them, and ends only when something comes in one of the others.
    void onOpened();

    /// The tail went on behind a range that can no longer be had.
    ///
    /// @param reset whether the log is not the one that it was (re-created or cut off), rather than expired
    void onGap(int slot, long from, long to, boolean reset);
}
