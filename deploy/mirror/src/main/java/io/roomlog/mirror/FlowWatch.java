package io.roomlog.mirror;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.jspecify.annotations.Nullable;

/// What a flow has mirrored, and whether its source still holds what is due next. Thread-safe.
///
/// Kafka Connect makes its transforms itself, by the names of their classes: by its name they find the watch of the
/// process that they belong to.
final class FlowWatch implements AutoCloseable {
    private static final Logger LOG = System.getLogger(FlowWatch.class.getName());
    private static final Map<String, FlowWatch> BY_NAME = new ConcurrentHashMap<>();
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Flow flow;
    private final Admin source;
    private final Map<String, Object> target;
    private final boolean goOn;
    private final Consumer<String> onLoss;

    /// @param source of the region that is mirrored; not closed here
    /// @param target what a client of the other region is given
    /// @param goOn whether the mirror goes on behind what its source has let go of
    /// @param onLoss told where it does not
    FlowWatch(Flow flow, Admin source, Map<String, Object> target, boolean goOn, Consumer<String> onLoss) {
        this.flow = flow;
        this.source = source;
        this.target = target;
        this.goOn = goOn;
        this.onLoss = onLoss;
        BY_NAME.put(name(), this);
    }

    static FlowWatch named(String name) {
        FlowWatch watch = BY_NAME.get(name);
        if (watch == null) {
            throw new ConnectException("no mirror of this process: " + name);
        }
        return watch;
    }

    /// Its own among those of all mirrors in this process.
    String name() {
        return flow + "@" + Integer.toHexString(System.identityHashCode(this));
    }

    /// The offset behind the last record of a partition that has been mirrored for good; empty where none has.
    ///
    /// @throws RetriableException if the target does not say
    OptionalLong due(TopicPartition place) {
        Long last = mirrored().get(place);
        return last == null ? OptionalLong.empty() : OptionalLong.of(last + 1);
    }

    /// The offsets of the last records that were mirrored, as MirrorMaker has noted them.
    private Map<TopicPartition, Long> mirrored() {
        Map<String, Object> settings = new HashMap<>(target);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.CLIENT_ID_CONFIG, "roomlog-mirror-" + flow.source());
        Map<TopicPartition, Long> last = new HashMap<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> all = consumer.partitionsFor(MirrorSettings.offsetsTopic(flow)).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(all);
            consumer.seekToBeginning(all);
            Map<TopicPartition, Long> ends = consumer.endOffsets(all);
            long deadlineNanos = System.nanoTime() + PATIENCE.toNanos();
            while (all.stream().anyMatch(one -> consumer.position(one) < ends.getOrDefault(one, 0L))) {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> note(record, last));
                if (System.nanoTime() - deadlineNanos > 0) {
                    throw new RetriableException("what has been mirrored cannot be read in time");
                }
            }
        }
        return last;
    }

    private void note(ConsumerRecord<byte[], byte[]> record, Map<TopicPartition, Long> last) {
        JsonNode key = tree(record.key());
        JsonNode place = key == null ? null : key.path(1);
        if (place == null || !place.path("cluster").asText().equals(flow.source())) {
            return;
        }
        TopicPartition partition =
                new TopicPartition(place.path("topic").asText(), place.path("partition").asInt());
        JsonNode value = tree(record.value());
        if (value == null || !value.has("offset")) {
            last.remove(partition);
        } else {
            last.put(partition, value.get("offset").asLong());
        }
    }

    private static @Nullable JsonNode tree(byte @Nullable [] json) {
        try {
            return json == null ? null : JSON.readTree(json);
        } catch (JsonProcessingException e) {
            return null;
        } catch (IOException e) {
            return null;
        }
    }

    /// The first offset that the source still holds.
    ///
    /// @throws RetriableException if it does not say
    long earliest(TopicPartition place) {
        try {
            return source.listOffsets(Map.of(place, OffsetSpec.earliest()))
                    .partitionResult(place)
                    .get(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                    .offset();
        } catch (ExecutionException | TimeoutException e) {
            throw new RetriableException("the source does not say where " + place + " begins", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RetriableException("interrupted", e);
        }
    }

    /// The source has let go of what was due. Says so, and ends the mirror unless it is to go on.
    boolean mayGoOnBehind(TopicPartition place, long due, long offset) {
        String what = "the log of " + flow.source() + " no longer holds " + place + " from " + due + " to " + offset
                + ", which has not been mirrored to " + flow.target();
        LOG.log(Level.ERROR, what);
        if (!goOn) {
            onLoss.accept(what);
        }
        return goOn;
    }

    @Override
    public void close() {
        BY_NAME.remove(name());
    }
}
