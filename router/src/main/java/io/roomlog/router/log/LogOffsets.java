package io.roomlog.router.log;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/// Asks Kafka. Thread-safe.
public final class LogOffsets implements PartitionOffsets {
    private static final int TIMEOUT_MS = 5_000;
    private static final ListOffsetsOptions COMMITTED =
            new ListOffsetsOptions(IsolationLevel.READ_COMMITTED).timeoutMs(TIMEOUT_MS);

    private final Admin admin;
    private final String group;

    /// @param group the application's consumer group
    public LogOffsets(Admin admin, String group) {
        this.admin = admin;
        this.group = group;
    }

    @Override
    public CompletableFuture<Long> first(TopicPartition partition) {
        return list(partition, OffsetSpec.earliest());
    }

    @Override
    public CompletableFuture<Long> end(TopicPartition partition) {
        return list(partition, OffsetSpec.latest());
    }

    private CompletableFuture<Long> list(TopicPartition partition, OffsetSpec which) {
        return admin.listOffsets(Map.of(partition, which), COMMITTED)
                .partitionResult(partition)
                .toCompletionStage()
                .toCompletableFuture()
                .thenApply(info -> info.offset());
    }

    @Override
    public CompletableFuture<Long> processed(TopicPartition partition) {
        return admin.listConsumerGroupOffsets(
                        Map.of(group, new ListConsumerGroupOffsetsSpec().topicPartitions(List.of(partition))),
                        new ListConsumerGroupOffsetsOptions().timeoutMs(TIMEOUT_MS))
                .partitionsToOffsetAndMetadata(group)
                .toCompletionStage()
                .toCompletableFuture()
                .thenApply(offsets -> offset(offsets.get(partition)));
    }

    private static long offset(@Nullable OffsetAndMetadata committed) {
        return committed == null ? 0 : committed.offset();
    }
}
