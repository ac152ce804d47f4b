package io.roomlog.deploy.prove;

import io.roomlog.common.bytes.Bytes;
import io.roomlog.common.log.RoomKey;
import io.roomlog.common.log.RoomRecord;
import io.roomlog.common.log.Topics;
import io.roomlog.common.socketio.Arguments;
import io.roomlog.common.socketio.Parsed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// What stands in the logs: the messages of each room where they were appended, without repeats.
///
/// @param rooms of each room, a line for each region
/// @param repeats how many there were
record Truth(Map<String, List<Line>> rooms, long repeats) {
    private static final Duration READ_WITHIN = Duration.ofMinutes(2);
    private static final long REPEAT_WITHIN_MS = Duration.ofMinutes(5).toMillis();

    /// What is put together while the topics are read.
    private static final class Reading {
        private final int origins;
        private final Map<String, List<Line>> rooms = new HashMap<>();
        private final Map<String, Long> stamps = new HashMap<>();
        private long repeats;

        Reading(int origins) {
            this.origins = origins;
        }

        void add(int origin, ConsumerRecord<byte[], byte[]> record) throws IOException {
            if (record.key() == null || record.value() == null) {
                throw new IOException("a record without key or value at " + place(record));
            }
            RoomKey key = RoomKey.parse(new String(record.key(), StandardCharsets.UTF_8));
            if (key.partition(Cluster.PARTITIONS) != record.partition()) {
                throw new IOException("a record of room " + key.room() + " in the wrong partition: " + place(record));
            }
            switch (Arguments.parse(Bytes.of(record.value()), List.of())) {
                case Arguments event -> {
                    if (event.size() > 2 && event.get(0).asText().equals(Recorder.MESSAGE)) {
                        add(origin, record, key, event);
                    }
                }
                case Parsed.Invalid invalid -> throw new IOException("no event at " + place(record));
            }
        }

        private void add(int origin, ConsumerRecord<byte[], byte[]> record, RoomKey key, Arguments event) {
            long number = event.get(1).asLong();
            if (RoomRecord.hasId(record.headers())) {
                Long before = stamps.put(origin + "/" + key.room() + '#' + number, record.timestamp());
                if (before != null && record.timestamp() - before < REPEAT_WITHIN_MS) {
                    repeats++;
                    return;
                }
            }
            boolean wide = event.get(2).asText().equals(Recorder.SEVERAL);
            rooms.computeIfAbsent(key.room(), room -> lines(origins))
                    .get(origin)
                    .add(new Entry(number, origin, record.offset(), wide));
        }
    }

    /// Empty lines, one for each region.
    static List<Line> lines(int origins) {
        return IntStream.range(0, origins).mapToObj(Line::new).toList();
    }

    /// A room's messages, a line for each region; none where nothing was appended.
    List<Line> room(String room) {
        return rooms.getOrDefault(room, List.of());
    }

    /// Reads the topics from their beginnings to where they end now.
    ///
    /// @param bootstraps each region's
    /// @throws IOException if a record is none of ours, or lies in the wrong partition, or a log cannot be read
    static Truth read(List<String> bootstraps) throws IOException {
        Reading reading = new Reading(bootstraps.size());
        for (int origin = 0; origin < bootstraps.size(); origin++) {
            read(origin, bootstraps.get(origin), reading);
        }
        return new Truth(reading.rooms, reading.repeats);
    }

    private static void read(int origin, String bootstrap, Reading reading) throws IOException {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", bootstrap, "isolation.level", "read_committed", "auto.offset.reset", "none");
        List<TopicPartition> partitions = IntStream.range(0, Cluster.PARTITIONS)
                .mapToObj(partition -> new TopicPartition(Topics.ROOMS, partition))
                .toList();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            consumer.seekToBeginning(partitions);
            Set<TopicPartition> missing = new HashSet<>(partitions);
            long deadline = System.nanoTime() + READ_WITHIN.toNanos();
            while (!missing.isEmpty()) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    reading.add(origin, record);
                }
                missing.removeIf(partition -> consumer.position(partition) >= ends.getOrDefault(partition, 0L));
                if (System.nanoTime() > deadline) {
                    throw new IOException("the log cannot be read to its end: " + missing);
                }
            }
        }
    }

    private static String place(ConsumerRecord<byte[], byte[]> record) {
        return record.topic() + "-" + record.partition() + "@" + record.offset();
    }
}
