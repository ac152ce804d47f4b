package io.roomlog.router.log;

import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.TopicPartition;

/// Where partitions begin and end, and how far this application has read them, at the moment of the question. Answers
/// come on any thread, and may fail.
public interface PartitionOffsets {
    /// The first offset that there still is.
    CompletableFuture<Long> first(TopicPartition partition);

    /// The offset behind the last committed record.
    CompletableFuture<Long> end(TopicPartition partition);

    /// The next offset to process, as the application has committed it: all before that is in the stores. 0 where it
    /// has not committed any.
    CompletableFuture<Long> processed(TopicPartition partition);
}
