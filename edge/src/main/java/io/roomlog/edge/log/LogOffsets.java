package io.roomlog.edge.log;

import io.roomlog.common.log.Topics;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/// Asks where the log's partitions begin and end, committed records only. Thread-safe.
public final class LogOffsets {
    private static final ListOffsetsOptions OPTIONS =
            new ListOffsetsOptions(IsolationLevel.READ_COMMITTED).timeoutMs(5_000);

    private final Admin admin;
    private @Nullable Question next;
    private boolean asking;

    /// What is asked together.
    private static final class Question {
        private final Set<Integer> partitions = new HashSet<>();
        private final CompletableFuture<Map<Integer, Long>> answer = new CompletableFuture<>();
    }

    LogOffsets(Admin admin) {
        this.admin = admin;
    }

    /// The offset behind the last committed record of some partitions of `rooms`, as it is after this call has begun.
    /// Calls that come while a question is under way share the next one.
    public CompletableFuture<Map<Integer, Long>> latest(Collection<Integer> partitions) {
        Question question;
        boolean first;
        synchronized (this) {
            if (next == null) {
                next = new Question();
            }
            question = next;
            question.partitions.addAll(partitions);
            first = !asking;
            asking = true;
        }
        if (first) {
            askNext();
        }
        return question.answer;
    }

    private void askNext() {
        Question question;
        synchronized (this) {
            question = next;
            next = null;
            asking = question != null;
        }
        if (question != null) {
            var _ = ask(question.partitions).whenComplete((found, failure) -> {
                if (failure == null) {
                    question.answer.complete(found);
                } else {
                    question.answer.completeExceptionally(failure);
                }
                askNext();
            });
        }
    }

    private CompletableFuture<Map<Integer, Long>> ask(Set<Integer> partitions) {
        Map<TopicPartition, OffsetSpec> wanted = partitions.stream()
                .collect(Collectors.toMap(p -> new TopicPartition(Topics.ROOMS, p), p -> OffsetSpec.latest()));
        return admin.listOffsets(wanted, OPTIONS)
                .all()
                .toCompletionStage()
                .toCompletableFuture()
                .thenApply(found -> {
                    Map<Integer, Long> offsets = new HashMap<>();
                    found.forEach((partition, info) -> offsets.put(partition.partition(), info.offset()));
                    return offsets;
                });
    }

    /// The offset behind the last committed record of one partition of a topic.
    public CompletableFuture<Long> latest(String topic, int partition) {
        return one(topic, partition, OffsetSpec.latest());
    }

    CompletableFuture<Long> latest(int partition) {
        return one(Topics.ROOMS, partition, OffsetSpec.latest());
    }

    CompletableFuture<Long> earliest(int partition) {
        return one(Topics.ROOMS, partition, OffsetSpec.earliest());
    }

    private CompletableFuture<Long> one(String topic, int partition, OffsetSpec spec) {
        TopicPartition wanted = new TopicPartition(topic, partition);
        return admin.listOffsets(Map.of(wanted, spec), OPTIONS)
                .partitionResult(wanted)
                .toCompletionStage()
                .toCompletableFuture()
                .thenApply(info -> info.offset());
    }
}
