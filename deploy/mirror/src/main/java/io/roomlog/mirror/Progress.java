package io.roomlog.mirror;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.roomlog.common.cursor.Epoch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/// How far a flow is, as it stands in the target's topic of offsets.
///
/// MirrorMaker writes an offset of each partition there, in the transaction that holds the records. Beside these stand
/// our own notes, under a key of the same form: of which epoch the offsets are, and of each partition a [Mark]. One
/// thread reads and writes; any may ask for marks.
final class Progress implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final String OURS = "roomlog-mirror";

    private final Flow flow;
    private final Map<String, Object> target;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<TopicPartition, Long> offsets = new ConcurrentHashMap<>();
    private final Map<TopicPartition, byte[]> keys = new HashMap<>();
    private final Map<TopicPartition, Mark> marks = new ConcurrentHashMap<>();
    private final Map<String, Epoch> epochs = new HashMap<>();
    private final List<ProducerRecord<byte[], byte[]>> unwritten = new ArrayList<>();

    /// @param target what a client of the target is given
    Progress(Flow flow, Map<String, Object> target) {
        this.flow = flow;
        this.target = Map.copyOf(target);
        Map<String, Object> settings = new HashMap<>(target);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.CLIENT_ID_CONFIG, OURS + "-progress-" + flow.source());
        consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /// Reads what is there now, what is in transactions that are open among it: waits for their ends.
    ///
    /// @param ends of the topic's partitions
    /// @throws ExecutionException if it takes too long
    void readTo(Map<TopicPartition, Long> ends) throws ExecutionException {
        if (consumer.assignment().isEmpty()) {
            consumer.assign(ends.keySet());
            consumer.seekToBeginning(ends.keySet());
        }
        long deadlineNanos = System.nanoTime() + PATIENCE.toNanos();
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            consumer.poll(POLL).forEach(this::read);
            if (System.nanoTime() - deadlineNanos > 0) {
                throw new ExecutionException(new IOException("what has been mirrored cannot be read in time"));
            }
        }
    }

    /// Reads what has come since the last time.
    void readOn() {
        ConsumerRecords<byte[], byte[]> some = consumer.poll(POLL);
        while (!some.isEmpty()) {
            some.forEach(this::read);
            some = consumer.poll(Duration.ZERO);
        }
    }

    private void read(ConsumerRecord<byte[], byte[]> record) {
        JsonNode key = tree(record.key());
        if (key == null || !key.path(1).path("cluster").asText().equals(flow.source())) {
            return;
        }
        JsonNode place = key.path(1);
        String topic = place.path("topic").asText();
        TopicPartition partition =
                new TopicPartition(topic, place.path("partition").asInt(-1));
        JsonNode value = tree(record.value());
        if (key.path(0).asText().equals(Flow.CONNECTOR)) {
            keys.put(partition, record.key());
            if (value == null || !value.has("offset")) {
                offsets.remove(partition);
            } else {
                offsets.put(partition, value.get("offset").asLong());
            }
        } else if (key.path(0).asText().equals(OURS)) {
            readOwn(partition, value);
        }
    }

    private void readOwn(TopicPartition partition, @Nullable JsonNode value) {
        if (value == null) {
            marks.remove(partition);
        } else if (value.has("epoch")) {
            epochs.put(
                    partition.topic(),
                    new Epoch(Long.parseLong(value.path("epoch").asText(), 16)));
        } else {
            JsonNode lost = value.get("lost");
            marks.put(
                    partition,
                    new Mark(
                            value.path("next").asLong(),
                            lost == null ? OptionalLong.empty() : OptionalLong.of(lost.asLong())));
        }
    }

    private static @Nullable JsonNode tree(byte @Nullable [] json) {
        try {
            return json == null ? null : JSON.readTree(json);
        } catch (IOException e) {
            return null; // somebody else's
        }
    }

    // ---- what it says

    /// The offset of the last record of a partition that has been mirrored.
    OptionalLong mirrored(TopicPartition place) {
        Long offset = offsets.get(place);
        return offset == null ? OptionalLong.empty() : OptionalLong.of(offset);
    }

    /// The first offset of a partition that may still have to be mirrored; empty where the flow has not begun.
    OptionalLong due(TopicPartition place) {
        Mark mark = marks.get(place);
        OptionalLong last = mirrored(place);
        if (last.isEmpty()) {
            return mark == null ? OptionalLong.empty() : OptionalLong.of(mark.next());
        }
        return OptionalLong.of(Math.max(last.getAsLong() + 1, mark == null ? 0 : mark.next()));
    }

    /// Where the range begins that is gone, as long as no record that was mirrored has told the target.
    OptionalLong lostFrom(TopicPartition place) {
        Mark mark = marks.get(place);
        return mark == null || mirrored(place).orElse(-1) >= mark.next() ? OptionalLong.empty() : mark.lostFrom();
    }

    /// Of which epoch the offsets of a topic are.
    Optional<Epoch> epoch(String topic) {
        return Optional.ofNullable(epochs.get(topic));
    }

    // ---- what is noted

    /// Notes a mark.
    void mark(TopicPartition place, Mark mark) {
        marks.put(place, mark);
        ObjectNode value = JSON.createObjectNode().put("next", mark.next());
        mark.lostFrom().ifPresent(from -> value.put("lost", from));
        add(ownKey(place.topic()).put("partition", place.partition()), value);
    }

    /// Notes the epoch of a topic's offsets.
    void epoch(String topic, Epoch epoch) {
        epochs.put(topic, epoch);
        add(ownKey(topic), JSON.createObjectNode().put("epoch", Long.toHexString(epoch.value())));
    }

    /// Forgets the offsets and marks of a topic.
    void forget(String topic) {
        keys.forEach((place, key) -> {
            if (place.topic().equals(topic) && offsets.remove(place) != null) {
                unwritten.add(new ProducerRecord<>(flow.offsetsTopic(), key, null));
            }
        });
        for (TopicPartition place : List.copyOf(marks.keySet())) {
            if (place.topic().equals(topic)) {
                marks.remove(place);
                add(ownKey(topic).put("partition", place.partition()), null);
            }
        }
    }

    /// Has MirrorMaker go on behind an offset, in a partition that it has one of. Not while it runs.
    void goOnBehind(TopicPartition place, long offset) {
        offsets.put(place, offset);
        unwritten.add(new ProducerRecord<>(
                flow.offsetsTopic(),
                Objects.requireNonNull(keys.get(place)),
                bytes(JSON.createObjectNode().put("offset", offset))));
    }

    private ObjectNode ownKey(String topic) {
        return JSON.createObjectNode().put("cluster", flow.source()).put("topic", topic);
    }

    private void add(ObjectNode place, @Nullable ObjectNode value) {
        byte[] key = bytes(JSON.createArrayNode().add(OURS).add(place));
        unwritten.add(new ProducerRecord<>(flow.offsetsTopic(), key, value == null ? null : bytes(value)));
    }

    private static byte[] bytes(JsonNode json) {
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }

    /// Writes what has been noted, in that order; it holds when this returns.
    void write() throws ExecutionException, InterruptedException {
        Notes.write(target, unwritten);
        unwritten.clear();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
