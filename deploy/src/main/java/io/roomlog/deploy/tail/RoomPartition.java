package io.roomlog.deploy.tail;

import io.roomlog.common.kafka.KafkaAccess;
import io.roomlog.common.log.RoomKey;
import io.roomlog.common.log.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// The partition that a room's records are in, read without a group, committed records only. Used by one thread.
final class RoomPartition implements AutoCloseable {
    private static final int PATIENCE_MS = 10_000;
    private static final ListOffsetsOptions COMMITTED = new ListOffsetsOptions(IsolationLevel.READ_COMMITTED);
    private static final ListOffsetsOptions WRITTEN = new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED);

    private final KafkaAccess access;
    private final Admin admin;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final TopicPartition source;
    private final int partitions;

    /// What the partition holds.
    ///
    /// @param begin its first offset
    /// @param end the offset behind the last record that is committed, with all before it
    /// @param written the offset behind the last record, committed or not
    record Reach(long begin, long end, long written) {}

    /// What a look has brought.
    ///
    /// @param from where it began: later than where the one before ended, if the log has let go of that meanwhile
    /// @param to where the next one begins
    record Piece(long from, long to, List<ConsumerRecord<byte[], byte[]>> records) {}

    private RoomPartition(KafkaAccess access, RoomKey room) throws TailException {
        this.access = access;
        Map<String, Object> settings = access.clientSettings();
        settings.put(CommonClientConfigs.CLIENT_ID_CONFIG, "roomlog-tail");
        settings.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_MS);
        settings.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MS);
        this.admin = access.admin(settings);
        try {
            this.partitions = answer(admin.describeTopics(List.of(Topics.ROOMS)).allTopicNames()).values().stream()
                    .mapToInt(topic -> topic.partitions().size())
                    .sum();
            this.source = new TopicPartition(Topics.ROOMS, room.partition(partitions));
            settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
            settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
            settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
            settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
            settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5_000);
            settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 4 << 20);
            this.consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
            consumer.assign(List.of(source));
        } catch (TailException | RuntimeException failed) {
            admin.close(Duration.ZERO);
            throw failed;
        }
    }

    /// Finds a room's partition.
    ///
    /// @throws TailException if Kafka cannot be reached, or does not let us in, or the topic is not there
    static RoomPartition of(RoomKey room, KafkaAccess access) throws TailException {
        try {
            return new RoomPartition(access, room);
        } catch (KafkaException refused) {
            throw failed(access, refused);
        }
    }

    /// Which partition it is, of how many.
    String name() {
        return source + " (of " + partitions + " partitions)";
    }

    /// What it holds now.
    ///
    /// @throws TailException if Kafka does not answer
    Reach reach() throws TailException {
        long written = offset(OffsetSpec.latest(), WRITTEN);
        return new Reach(offset(OffsetSpec.earliest(), COMMITTED), offset(OffsetSpec.latest(), COMMITTED), written);
    }

    /// The offset of the first record of this time or later; none where there is none yet.
    ///
    /// @throws TailException if Kafka does not answer
    OptionalLong since(Instant time) throws TailException {
        long found = offset(OffsetSpec.forTimestamp(Math.max(0, time.toEpochMilli())), COMMITTED);
        return found < 0 ? OptionalLong.empty() : OptionalLong.of(found);
    }

    /// Has the next look begin here.
    void seek(long offset) {
        consumer.seek(source, offset);
    }

    /// The next records, waited for at most so long.
    ///
    /// @throws TailException if Kafka does not let us read, or the topic has been made anew
    Piece next(Duration patience) throws TailException {
        try {
            long from = consumer.position(source);
            List<ConsumerRecord<byte[], byte[]>> records =
                    consumer.poll(patience).records(source);
            return new Piece(from, consumer.position(source), records);
        } catch (OffsetOutOfRangeException gone) {
            long asked = gone.offsetOutOfRangePartitions().getOrDefault(source, 0L);
            long begin = reach().begin();
            if (begin <= asked) {
                throw new TailException("offset " + asked + " is not in " + source
                        + " any more, which ends before it: the topic has been made anew");
            }
            consumer.seek(source, begin);
            return new Piece(begin, begin, List.of());
        } catch (KafkaException refused) {
            throw failed(access, refused);
        }
    }

    private long offset(OffsetSpec which, ListOffsetsOptions isolation) throws TailException {
        return answer(admin.listOffsets(Map.of(source, which), isolation).partitionResult(source))
                .offset();
    }

    private <T> T answer(KafkaFuture<T> future) throws TailException {
        try {
            return future.get();
        } catch (ExecutionException refused) {
            throw failed(access, refused.getCause() == null ? refused : refused.getCause());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new TailException("stopped", stopped);
        }
    }

    private static TailException failed(KafkaAccess access, Throwable cause) {
        return new TailException(
                switch (cause) {
                    case TimeoutException _ ->
                        "Kafka at " + access + " does not answer within " + PATIENCE_MS / 1_000 + " s";
                    case UnknownTopicOrPartitionException _ ->
                        "Kafka at " + access + " has no topic " + Topics.ROOMS + "; an edge makes it when it starts";
                    default -> {
                        Throwable told = cause.getCause() == null ? cause : cause.getCause();
                        yield "Kafka at " + access + ": " + told.getMessage();
                    }
                },
                cause);
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(Duration.ofSeconds(1)));
        admin.close(Duration.ZERO);
    }
}
