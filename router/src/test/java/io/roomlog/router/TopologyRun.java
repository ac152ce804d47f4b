package io.roomlog.router;

import io.roomlog.router.log.PartitionOffsets;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.internals.InMemoryKeyValueStore;
import org.apache.kafka.streams.test.TestRecord;

/// A topology in Kafka's test driver: every topic has one partition, offsets count from 0.
public final class TopologyRun implements AutoCloseable {
    public static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    private final TopologyTestDriver driver;

    public TopologyRun(Topology topology) {
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
        settings.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0);
        driver = new TopologyTestDriver(topology, settings, BEGIN);
    }

    /// Appends a record to a topic that the topology reads, and has it processed.
    public void pipe(String topic, byte[] key, byte[] value, Headers headers, Instant stamp) {
        driver.createInputTopic(topic, new ByteArraySerializer(), new ByteArraySerializer())
                .pipeInput(new TestRecord<>(key, value, headers, stamp));
    }

    /// What has been written to a topic since it was read last.
    public List<TestRecord<byte[], byte[]>> read(String topic) {
        return driver.createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer())
                .readRecordsToList();
    }

    public void advance(Duration time) {
        driver.advanceWallClockTime(time);
    }

    public KeyValueStore<Bytes, byte[]> store(String name) {
        return driver.getKeyValueStore(name);
    }

    @Override
    public void close() {
        driver.close();
    }

    /// A store that survives the topologies that it is used in, one after the other.
    public static KeyValueBytesStoreSupplier surviving(String name) {
        KeyValueStore<Bytes, byte[]> store = new InMemoryKeyValueStore(name) {
            @Override
            public void close() {
                // what is in it is needed again
            }
        };
        return new KeyValueBytesStoreSupplier() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public KeyValueStore<Bytes, byte[]> get() {
                return store;
            }

            @Override
            public String metricsScope() {
                return "in-memory";
            }
        };
    }

    /// Answers that are known beforehand, for any partition.
    public record Offsets(long begin, long last, long committed) implements PartitionOffsets {
        public static final Offsets NONE = new Offsets(0, 0, 0);

        /// These for the partitions of one topic, others for all the rest.
        public PartitionOffsets ofTopic(String topic, Offsets others) {
            return new PartitionOffsets() {
                private Offsets of(TopicPartition partition) {
                    return partition.topic().equals(topic) ? Offsets.this : others;
                }

                @Override
                public CompletableFuture<Long> first(TopicPartition partition) {
                    return of(partition).first(partition);
                }

                @Override
                public CompletableFuture<Long> end(TopicPartition partition) {
                    return of(partition).end(partition);
                }

                @Override
                public CompletableFuture<Long> processed(TopicPartition partition) {
                    return of(partition).processed(partition);
                }
            };
        }

        @Override
        public CompletableFuture<Long> first(TopicPartition partition) {
            return CompletableFuture.completedFuture(begin);
        }

        @Override
        public CompletableFuture<Long> end(TopicPartition partition) {
            return CompletableFuture.completedFuture(last);
        }

        @Override
        public CompletableFuture<Long> processed(TopicPartition partition) {
            return CompletableFuture.completedFuture(committed);
        }
    }

    public static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    public static String text(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8);
    }

    /// A header's text; null where there is none.
    public static String header(TestRecord<byte[], byte[]> record, String name) {
        var header = record.headers().lastHeader(name);
        return header == null ? null : text(header.value());
    }
}
