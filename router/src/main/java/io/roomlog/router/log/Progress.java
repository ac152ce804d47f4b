package io.roomlog.router.log;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.TopicPartition;

/// How far a task has read its partition. Never says more than what is in the task's store. Thread-safe.
public final class Progress {
    private final TopicPartition partition;
    private final PartitionOffsets offsets;
    private final AtomicLong next = new AtomicLong();

    public Progress(TopicPartition partition, PartitionOffsets offsets) {
        this.partition = partition;
        this.offsets = offsets;
        refresh();
    }

    /// Asks how far the application has committed the partition: before the first record of this task's life, and
    /// behind the last one, where markers of transactions lie.
    public void refresh() {
        var _ = offsets.processed(partition).thenAccept(this::reach);
        // what the log no longer holds was never there for a group that comes first
        var _ = offsets.first(partition).thenAccept(this::reach);
    }

    /// Everything before an offset has been processed.
    public void reach(long offset) {
        next.accumulateAndGet(offset, Math::max);
    }

    /// The next offset to process.
    public long next() {
        return next.get();
    }

    /// Where the partition ends now.
    public Mark mark() {
        return new Mark(offsets.end(partition));
    }

    /// An end of the partition that was asked for.
    public final class Mark {
        private final CompletableFuture<Long> end;

        private Mark(CompletableFuture<Long> end) {
            this.end = end;
        }

        /// Whether there will be no answer.
        public boolean isLost() {
            return end.isCompletedExceptionally();
        }

        /// Whether everything before it has been processed.
        public boolean isPassed() {
            return end.isDone() && !isLost() && next() >= end.join();
        }
    }
}
