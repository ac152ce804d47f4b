package io.roomlog.deploy.prove;

import io.roomlog.common.bytes.Bytes;
import io.roomlog.common.log.RoomKey;
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
/// @param rooms the messages by room
record Truth(Map<String, List<Entry>> rooms) {
    private static final Duration READ_WITHIN = Duration.ofMinutes(2);

    /// A message in the log.
    ///
    /// @param number as it was published
    /// @param offset in its room's partition
    record Entry(long number, long offset) {}

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
        Map<String, List<Entry>> rooms = new HashMap<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            consumer.seekToBeginning(partitions);
            Set<TopicPartition> missing = new HashSet<>(partitions);
            long deadline = System.nanoTime() + READ_WITHIN.toNanos();
            while (!missing.isEmpty()) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    add(rooms, record);
                }
                missing.removeIf(partition -> consumer.position(partition) >= ends.getOrDefault(partition, 0L));
                if (System.nanoTime() > deadline) {
                    throw new IOException("the log cannot be read to its end: " + missing);
                }
            }
        }
        return new Truth(rooms);
    }

    private static void add(Map<String, List<Entry>> rooms, ConsumerRecord<byte[], byte[]> record) throws IOException {
        if (record.key() == null || record.value() == null) {
            throw new IOException("a record without key or value at " + place(record));
        }
        RoomKey key = RoomKey.parse(new String(record.key(), StandardCharsets.UTF_8));
        if (key.partition(Cluster.PARTITIONS) != record.partition()) {
            throw new IOException("a record of room " + key.room() + " in the wrong partition: " + place(record));
        }
        switch (Arguments.parse(Bytes.of(record.value()), List.of())) {
            case Arguments event -> {
                if (event.size() > 1 && event.get(0).asText().equals(Recorder.MESSAGE)) {
                    rooms.computeIfAbsent(key.room(), room -> new ArrayList<>())
                            .add(new Entry(event.get(1).asLong(), record.offset()));
                }
            }
            case Parsed.Invalid invalid -> throw new IOException("no event at " + place(record));
        }
    }

    private static String place(ConsumerRecord<byte[], byte[]> record) {
        return record.topic() + "-" + record.partition() + "@" + record.offset();
    }
}
