package io.roomlog.deploy.system;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.roomlog.common.cursor.LogPlace;
import io.roomlog.common.log.RoomKey;
import io.roomlog.common.log.SessionRecord;
import io.roomlog.common.log.Topics;
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
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// Everything that stands in the topic of the rooms, by partition, as a consumer of its own sees it.
final class RoomsTopic {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<Integer, List<Entry>> partitions = new HashMap<>();

    /// A record.
    ///
    /// @param room room key
    /// @param event its value
    /// @param sid whom it is from or about; empty if nobody
    /// @param kind what it is; `event` if it is not said
    /// @param traceparent empty if it has none
    record Entry(
            int partition, long offset, String room, JsonNode event, String sid, String kind, String traceparent) {}

    static int partition(String room) {
        return new RoomKey("/", room).partition(Cluster.PARTITIONS);
    }

    /// Reads the whole topic, up to where it ends now.
    static RoomsTopic read(String bootstrap) {
        RoomsTopic topic = new RoomsTopic();
        List<TopicPartition> all = IntStream.range(0, Cluster.PARTITIONS)
                .mapToObj(partition -> new TopicPartition(Topics.ROOMS, partition))
                .toList();
        all.forEach(partition -> topic.partitions.put(partition.partition(), new ArrayList<>()));
        for (ConsumerRecord<byte[], byte[]> record : read(bootstrap, all, 0)) {
            if (record.key() != null && record.value() != null) {
                topic.partitions.get(record.partition()).add(entry(record));
            }
        }
        return topic;
    }

    /// What a claim goes on from.
    static SessionRecord.Claim claimOn(long offset) {
        return new SessionRecord.Claim(new LogPlace(0, offset), System.currentTimeMillis());
    }

    /// The session record at a place.
    static SessionRecord session(String bootstrap, int partition, long offset) {
        return read(bootstrap, List.of(new TopicPartition(Topics.SESSIONS, partition)), offset).stream()
                .filter(record -> record.offset() == offset)
                .findFirst()
                .flatMap(record -> SessionRecord.decode(record.value()))
                .orElseThrow();
    }

    /// Appends a record to a topic, as it is.
    static void append(
            String bootstrap, String topic, int partition, byte[] key, byte[] value, Iterable<Header> headers)
            throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrap), new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topic, partition, key, value, headers))
                    .get();
        }
    }

    private static List<ConsumerRecord<byte[], byte[]>> read(String bootstrap, List<TopicPartition> from, long offset) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", bootstrap, "isolation.level", "read_committed", "auto.offset.reset", "none");
        List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            Map<TopicPartition, Long> ends = consumer.endOffsets(from);
            consumer.assign(from);
            Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(from);
            from.forEach(partition -> consumer.seek(partition, Math.max(offset, beginnings.get(partition))));
            Set<TopicPartition> missing = new HashSet<>(from);
            long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            while (!missing.isEmpty()) {
                consumer.poll(Duration.ofMillis(100)).forEach(found::add);
                missing.removeIf(partition -> consumer.position(partition) >= ends.get(partition));
                if (System.nanoTime() > deadline) {
                    throw new AssertionError("the topic cannot be read to its end: " + missing);
                }
            }
        }
        return found;
    }

    /// The records of a partition, ascending.
    List<Entry> partition(int partition) {
        return partitions.get(partition);
    }

    /// The records of a room, ascending.
    List<Entry> room(String room) {
        return partition(partition(room)).stream()
                .filter(entry -> entry.room().equals(room))
                .toList();
    }

    private static Entry entry(ConsumerRecord<byte[], byte[]> record) {
        return new Entry(
                record.partition(),
                record.offset(),
                utf8(record.key()),
                json(record.value()),
                header(record, "sid", ""),
                header(record, "kind", "event"),
                header(record, "traceparent", ""));
    }

    private static JsonNode json(byte[] value) {
        try {
            return JSON.readTree(utf8(value));
        } catch (JsonProcessingException e) {
            return JSON.nullNode();
        }
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String key, String fallback) {
        var header = record.headers().lastHeader(key);
        return header == null ? fallback : utf8(header.value());
    }

    private static String utf8(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
