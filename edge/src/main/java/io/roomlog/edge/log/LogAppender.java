package io.roomlog.edge.log;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/// Appends records with `acks=all` and idempotence. Thread-safe.
///
/// Appends of one thread to one partition are committed in the order in which they were begun.
public final class LogAppender implements AutoCloseable {
    private static final int REQUEST_LIMIT_BYTES = 1_150_000;

    private final KafkaProducer<byte[], byte[]> producer;
    private final BooleanSupplier reachable;

    /// @param reachable whether the log is thought to be there; while it is not, nothing is taken
    LogAppender(LogConfig config, BooleanSupplier reachable) {
        this.reachable = reachable;
        Map<String, Object> settings = config.clientSettings("append");
        int delivery = Math.toIntExact(config.publishTimeout().toMillis());
        // what is known of the cluster outlives its absence: a send must not wait for it
        settings.put(CommonClientConfigs.METADATA_RECOVERY_STRATEGY_CONFIG, "none");
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, 64 * 1024);
        settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 64L * 1024 * 1024);
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, REQUEST_LIMIT_BYTES);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 2_000L);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, delivery);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.min(10_000, delivery));
        this.producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        config.clients().opened(producer);
    }

    /// Appends a record.
    ///
    /// @return its offset once it is committed; else a [LogException]. Completed on the producer's thread, or at
    /// once
    public CompletableFuture<Long> append(
            String topic, int partition, byte[] key, byte[] value, @Nullable Headers headers) {
        if (!reachable.getAsBoolean()) {
            return CompletableFuture.failedFuture(
                    new LogException(LogException.Reason.UNAVAILABLE, "the log is not reachable"));
        }
        CompletableFuture<Long> committed = new CompletableFuture<>();
        Thread caller = Thread.currentThread();
        try {
            var _ = producer.send(
                    new ProducerRecord<>(topic, partition, null, key, value, headers),
                    (metadata, failure) -> settle(committed, metadata, failure, Thread.currentThread() == caller));
        } catch (RuntimeException e) {
            committed.completeExceptionally(new LogException(
                    LogException.Reason.UNAVAILABLE, "the producer did not take the record: " + e.getMessage(), e));
        }
        return committed;
    }

    /// The producer reports what it never took on the caller's thread, everything later on its own.
    private static void settle(
            CompletableFuture<Long> committed,
            @Nullable RecordMetadata metadata,
            @Nullable Exception failure,
            boolean neverTaken) {
        if (failure == null && metadata != null && metadata.hasOffset()) {
            committed.complete(metadata.offset());
        } else if (failure instanceof RecordTooLargeException) {
            committed.completeExceptionally(
                    new LogException(LogException.Reason.TOO_LARGE, "above the log's record limit", failure));
        } else if (failure != null && neverTaken) {
            committed.completeExceptionally(new LogException(
                    LogException.Reason.UNAVAILABLE, "the producer did not take the record: " + failure, failure));
        } else if (failure != null) {
            committed.completeExceptionally(
                    new LogException(LogException.Reason.UNKNOWN, "the log did not answer: " + failure, failure));
        } else {
            committed.completeExceptionally(
                    new LogException(LogException.Reason.UNKNOWN, "the log did not say where the record lies"));
        }
    }

    /// Waits for what is under way, up to a second, and closes.
    @Override
    public void close() {
        producer.close(Duration.ofSeconds(1));
    }
}
