package io.roomlog.mirror;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// How far a flow is behind its source, and whether the source still holds what is due. For one thread.
///
/// What lies between the last record that was mirrored and the log's end may be nothing but transactions' markers, and
/// such as were aborted. So where a partition has been behind from one look to the next it is read there: the first
/// record's stamp tells how late the flow is; where there is none, the flow is level, and that is noted, for retention
/// may remove the markers.
final class Lag implements AutoCloseable {
    private static final long PATIENCE_NANOS = Duration.ofSeconds(1).toNanos();
    private static final Duration POLL = Duration.ofMillis(100);

    private final Flow flow;
    private final Region source;
    private final Progress progress;
    private final List<TopicPartition> places;
    private final LongSupplier clockMillis;
    private final KafkaConsumer<byte[], byte[]> reader;
    private final Set<TopicPartition> suspects = new HashSet<>();
    private final Map<TopicPartition, Long> level = new HashMap<>();
    private Map<TopicPartition, Long> endsBefore = Map.of();
    private long behindSinceMillis;

    /// @param places all that are mirrored
    /// @param clockMillis the time, as records are stamped
    Lag(Flow flow, Region source, Progress progress, List<TopicPartition> places, LongSupplier clockMillis) {
        this.flow = flow;
        this.source = source;
        this.progress = progress;
        this.places = List.copyOf(places);
        this.clockMillis = clockMillis;
        Map<String, Object> settings = new HashMap<>(source.client());
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.CLIENT_ID_CONFIG, "roomlog-mirror-lag-" + flow.target());
        settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 1); // the first batch comes all the same
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 10_000);
        reader = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        behindSinceMillis = clockMillis.getAsLong();
    }

    /// Looks once.
    ///
    /// @return the age of the oldest record that is not mirrored yet, in milliseconds; 0 where there is none, or
    ///     none that has been there since the look before
    /// @throws MirrorException if the source no longer holds what is due
    /// @throws ExecutionException if it does not answer
    long millis() throws ExecutionException, InterruptedException {
        progress.readOn();
        requireHeld();
        Map<TopicPartition, Long> ends = source.committedEnds(places);
        Map<TopicPartition, Long> behind = new HashMap<>();
        endsBefore.forEach((place, end) -> {
            if (due(place) < end) {
                behind.put(place, end);
            }
        });
        endsBefore = ends;
        long now = clockMillis.getAsLong();
        if (behind.isEmpty()) {
            behindSinceMillis = now;
            return 0;
        }
        long oldest = oldest(behind, Math.min(behindSinceMillis, now));
        if (oldest == Long.MAX_VALUE) {
            behindSinceMillis = now;
            return 0;
        }
        return Math.max(0, now - oldest);
    }

    private long due(TopicPartition place) {
        return Math.max(progress.due(place).orElse(0), level.getOrDefault(place, 0L));
    }

    /// A partition must be seen so twice: retention is free to remove what has been read a moment ago.
    private void requireHeld() throws ExecutionException, InterruptedException {
        Map<TopicPartition, Long> begins = source.begins(places);
        Map<TopicPartition, Long> ends = source.ends(places);
        for (TopicPartition place : places) {
            long due = due(place);
            boolean isLost = begins.getOrDefault(place, 0L) > due;
            boolean isShorter = ends.getOrDefault(place, due) < due;
            if (!isLost && !isShorter) {
                suspects.remove(place);
            } else if (!suspects.add(place)) {
                throw new MirrorException(
                        isLost
                                ? Opening.lost(flow, place, due, begins.getOrDefault(place, 0L))
                                : Opening.shorter(flow, place, due));
            }
        }
    }

    /// The least stamp of the first records behind what has been mirrored; [Long#MAX_VALUE] where there are none.
    ///
    /// @param unknown counts for partitions that do not say in time
    private long oldest(Map<TopicPartition, Long> behind, long unknown) {
        List<TopicPartition> open = new ArrayList<>(behind.keySet());
        reader.assign(open);
        open.forEach(place -> reader.seek(place, due(place)));
        long oldest = Long.MAX_VALUE;
        long deadlineNanos = System.nanoTime() + PATIENCE_NANOS;
        while (!open.isEmpty()) {
            var some = reader.poll(POLL);
            for (TopicPartition place : List.copyOf(open)) {
                List<ConsumerRecord<byte[], byte[]>> records = some.records(place);
                if (!records.isEmpty()) {
                    oldest = Math.min(oldest, records.getFirst().timestamp());
                    open.remove(place);
                } else if (reader.position(place) >= behind.getOrDefault(place, 0L)) {
                    level.put(place, reader.position(place));
                    open.remove(place);
                }
            }
            reader.pause(reader.assignment().stream()
                    .filter(place -> !open.contains(place))
                    .toList());
            if (System.nanoTime() - deadlineNanos > 0) {
                return Math.min(oldest, unknown);
            }
        }
        reader.unsubscribe();
        return oldest;
    }

    /// Writes down up to where there is nothing to be mirrored.
    void note() throws ExecutionException, InterruptedException {
        level.forEach((place, next) -> {
            if (next > progress.due(place).orElse(0)) {
                progress.mark(place, new Mark(next, progress.lostFrom(place)));
            }
        });
        level.clear();
        progress.write();
    }

    @Override
    public void close() {
        reader.close();
    }
}
