package io.roomlog.edge.log;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// A consumer that goes from place to place in a partition. For one thread at a time.
///
/// Kafka's client fetches on as soon as it has handed out all that it had. What would come then is not wanted, but has
/// to be waited for before the next place can be asked for. So a fetch brings a few small records, and they are handed
/// out one by one: the wanted one comes first, and while the others are there nothing is fetched.
final class PickingConsumer implements AutoCloseable {
    /// Enough for a few small records; of one that is larger a fetch brings the whole all the same.
    private static final int FETCH_BYTES = 4 * 1024;
    /// About what the log keeps of a record beside its key and value.
    private static final int AROUND = 80;

    private static final Duration POLL = Duration.ofMillis(200);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Metric fetches;

    /// @param settings of all consumers
    PickingConsumer(Map<String, Object> settings) {
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 0);
        settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, FETCH_BYTES);
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
        consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        fetches = consumer.metrics().entrySet().stream()
                .filter(entry -> entry.getKey().name().equals("fetch-total"))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow();
    }

    /// How many fetches it has made.
    long fetches() {
        return ((Number) fetches.metricValue()).longValue();
    }

    /// Reads the records at some places; those that the log does not hold are left out.
    ///
    /// @param places offsets, ascending
    /// @throws LogException if the log does not answer in time
    List<ConsumerRecord<byte[], byte[]>> pick(TopicPartition source, List<Long> places, long deadlineNanos) {
        List<ConsumerRecord<byte[], byte[]>> picked = new ArrayList<>(places.size());
        consumer.assign(List.of(source));
        long fetchedTo = -1;
        int at = 0;
        while (at < places.size()) {
            long wanted = places.get(at);
            // what has been fetched is gone through record by record
            if (wanted > fetchedTo) {
                consumer.seek(source, wanted);
            }
            try {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    if (record.offset() == wanted) {
                        picked.add(record);
                    }
                    while (at < places.size() && places.get(at) <= record.offset()) {
                        at++;
                    }
                    fetchedTo = record.offset() + FETCH_BYTES / size(record);
                }
            } catch (OffsetOutOfRangeException e) {
                long begin = consumer.beginningOffsets(List.of(source)).getOrDefault(source, Long.MAX_VALUE);
                at = firstBehind(places, wanted, begin);
                fetchedTo = -1;
            }
            if (System.nanoTime() - deadlineNanos > 0) {
                throw new LogException(LogException.Reason.UNAVAILABLE, "the log is not read in time");
            }
        }
        return picked;
    }

    /// Reads the first committed records of a range; what the log does not hold is left out.
    ///
    /// @param from first offset, inclusive
    /// @param to last offset, exclusive
    /// @param most how many
    /// @throws LogException if the log does not answer in time
    List<ConsumerRecord<byte[], byte[]>> range(
            TopicPartition source, long from, long to, int most, long deadlineNanos) {
        List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
        consumer.assign(List.of(source));
        consumer.seek(source, from);
        while (true) {
            try {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    if (record.offset() < to) {
                        found.add(record);
                    }
                }
                if (found.size() >= most || consumer.position(source) >= to) {
                    return found;
                }
            } catch (OffsetOutOfRangeException e) {
                long begin = consumer.beginningOffsets(List.of(source)).getOrDefault(source, Long.MAX_VALUE);
                if (begin <= from || begin >= to) {
                    return found;
                }
                consumer.seek(source, begin);
            }
            if (System.nanoTime() - deadlineNanos > 0) {
                throw new LogException(LogException.Reason.UNAVAILABLE, "the log is not read in time");
            }
        }
    }

    private static int size(ConsumerRecord<byte[], byte[]> record) {
        return AROUND + Math.max(0, record.serializedKeySize()) + Math.max(0, record.serializedValueSize());
    }

    /// The first place that lies behind one that cannot be had, and in the log.
    private static int firstBehind(List<Long> places, long gone, long begin) {
        int at = 0;
        while (at < places.size() && (places.get(at) <= gone || places.get(at) < begin)) {
            at++;
        }
        return at;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
