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
import java.util.ArrayList;
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

/// What stands in the log: the messages of each room, in its order.
///
/// @param rooms the messages by room, without repeats
/// @param repeats how many there were
record Truth(Map<String, List<Entry>> rooms, long repeats) {
    private static final Duration READ_WITHIN = Duration.ofMinutes(2);
    private static final long REPEAT_WITHIN_MS = Duration.ofMinutes(5).toMillis();

    /// A message in the log.
    ///
    /// @param number as it was published
    /// @param offset in its room's partition
    /// @param wide whether it is a copy, as others in other rooms
    record Entry(long number, long offset, boolean wide) {
        Entry(long number, long offset) {
            this(number, offset, false);
        }
    }

    /// What is put together while the topic is read.
    private static final class Reading {
        private final Map<String, List<Entry>> rooms = new HashMap<>();
        private final Map<String, Long> stamps = new HashMap<>();
        private long repeats;

        void add(ConsumerRecord<byte[], byte[]> record) throws IOException {
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
                        add(record, key, event);
                    }
                }
                case Parsed.Invalid invalid -> throw new IOException("no event at " + place(record));
            }
        }

        private void add(ConsumerRecord<byte[], byte[]> record, RoomKey key, Arguments event) {
            long number = event.get(1).asLong();
            if (RoomRecord.hasId(record.headers())) {
                Long before = stamps.put(key.room() + '#' + number, record.timestamp());
                if (before != null && record.timestamp() - before < REPEAT_WITHIN_MS) {
                    repeats++;
                    return;
                }
            }
            boolean wide = event.get(2).asText().equals(Recorder.SEVERAL);
            rooms.computeIfAbsent(key.room(), room -> new ArrayList<>()).add(new Entry(number, record.offset(), wide));
        }
    }

    /// A room's messages, ascending.
    List<Entry> room(String room) {
        return rooms.getOrDefault(room, List.of());
    }

    /// Reads the topic from its beginning to where it ends now.
    ///
    /// @throws IOException if a record is none of ours, or lies in the wrong partition, or the log cannot be read
    static Truth read(String bootstrap) throws IOException {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", bootstrap, "isolation.level", "read_committed", "auto.offset.reset", "none");
        List<TopicPartition> partitions = IntStream.range(0, Cluster.PARTITIONS)
                .mapToObj(partition -> new TopicPartition(Topics.ROOMS, partition))
                .toList();
        Reading reading = new Reading();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            consumer.seekToBeginning(partitions);
            Set<TopicPartition> missing = new HashSet<>(partitions);
            long deadline = System.nanoTime() + READ_WITHIN.toNanos();
            while (!missing.isEmpty()) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    reading.add(record);
                }
                missing.removeIf(partition -> consumer.position(partition) >= ends.getOrDefault(partition, 0L));
                if (System.nanoTime() > deadline) {
                    throw new IOException("the log cannot be read to its end: " + missing);
                }
            }
        }
        return new Truth(reading.rooms, reading.repeats);
    }

    private static String place(ConsumerRecord<byte[], byte[]> record) {
        return record.topic() + "-" + record.partition() + "@" + record.offset();
    }
}
