package io.roomlog.edge.log;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// Reads ranges of the log back. Thread-safe; as many reads at a time as there are consumers, the others wait.
public final class LogReader implements AutoCloseable {
    private static final int CONSUMERS = 2;
    private static final Duration POLL = Duration.ofMillis(200);

    private final BlockingQueue<KafkaConsumer<byte[], byte[]>> idle = new ArrayBlockingQueue<>(CONSUMERS);
    private final Duration patience;

    /// The range is not, or no longer, in the log.
    public static final class OutOfRangeException extends Exception {
        private static final long serialVersionUID = 1L;

        OutOfRangeException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    LogReader(LogConfig config, Duration patience) {
        this.patience = patience;
        for (int i = 0; i < CONSUMERS; i++) {
            Map<String, Object> settings = config.clientSettings("read-" + i);
            settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
            settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
            settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
            settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 20);
            idle.add(new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer()));
        }
    }

    /// Reads the committed records of a range, in order. It ends by position: offsets have holes.
    ///
    /// @param from first offset, inclusive
    /// @param to last offset, exclusive
    /// @param visitor gets each record, on the caller's thread
    /// @throws OutOfRangeException if the log no longer holds the range's beginning
    /// @throws LogException if the log does not answer in time
    public void read(String topic, int partition, long from, long to, Consumer<ConsumerRecord<byte[], byte[]>> visitor)
            throws OutOfRangeException {
        if (from >= to) {
            return;
        }
        KafkaConsumer<byte[], byte[]> consumer = take();
        try {
            TopicPartition source = new TopicPartition(topic, partition);
            consumer.assign(List.of(source));
            consumer.seek(source, from);
            long deadline = System.nanoTime() + patience.toNanos();
            while (consumer.position(source) < to) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL).records(source)) {
                    if (record.offset() < to) {
                        visitor.accept(record);
                    }
                }
                if (System.nanoTime() > deadline) {
                    throw new LogException(LogException.Reason.UNAVAILABLE, "the log did not answer in " + patience);
                }
            }
        } catch (InvalidOffsetException e) {
            throw new OutOfRangeException(topic + "/" + partition + " no longer holds " + from, e);
        } catch (InterruptException e) {
            Thread.currentThread().interrupt();
            throw new LogException(LogException.Reason.UNAVAILABLE, "interrupted", e);
        } catch (KafkaException e) {
            throw new LogException(LogException.Reason.UNAVAILABLE, "the log cannot be read: " + e.getMessage(), e);
        } finally {
            idle.add(consumer);
        }
    }

    private KafkaConsumer<byte[], byte[]> take() {
        try {
            return idle.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LogException(LogException.Reason.UNAVAILABLE, "interrupted", e);
        }
    }

    /// Closes the consumers that are idle; one that is in use ends with the process.
    @Override
    public void close() {
        for (KafkaConsumer<byte[], byte[]> consumer = idle.poll(); consumer != null; consumer = idle.poll()) {
            consumer.close();
        }
    }
}
