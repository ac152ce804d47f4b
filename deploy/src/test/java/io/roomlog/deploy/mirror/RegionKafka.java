package io.roomlog.deploy.mirror;

import io.roomlog.common.cursor.Epoch;
import io.roomlog.common.log.Topics;
import io.roomlog.deploy.kafka.EmbeddedKafka;
import io.roomlog.deploy.process.FreePorts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// One region of a test: a broker that can be stopped and started again, with Roomlog's topics.
final class RegionKafka implements AutoCloseable {
    static final int PARTITIONS = 4;

    private final String name;
    private final Path data;
    private final int port;
    private EmbeddedKafka kafka;
    private final Admin admin;

    RegionKafka(String name, Path data) throws IOException, ExecutionException, InterruptedException {
        this.name = name;
        this.data = data;
        port = FreePorts.take();
        kafka = EmbeddedKafka.start(port, data);
        admin = Admin.create(client());
        for (String topic : Topics.MIRRORED) {
            make(topic);
        }
    }

    String name() {
        return name;
    }

    String bootstrap() {
        return "127.0.0.1:" + port;
    }

    Map<String, Object> client() {
        return Map.of("bootstrap.servers", bootstrap());
    }

    KafkaProducer<byte[], byte[]> producer(String transactionalId) {
        Map<String, Object> settings = new HashMap<>(client());
        if (!transactionalId.isEmpty()) {
            settings.put("transactional.id", transactionalId);
        }
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    void restart() {
        kafka.close();
        kafka = EmbeddedKafka.start(port, data);
    }

    void make(String topic) throws ExecutionException, InterruptedException {
        int partitions = topic.equals(Topics.EDGES) ? 1 : PARTITIONS;
        String cleanup = topic.equals(Topics.EDGES) ? "compact" : "delete";
        NewTopic made = new NewTopic(topic, Optional.of(partitions), Optional.of((short) 1))
                .configs(Map.of(
                        "message.timestamp.type",
                        "LogAppendTime",
                        "cleanup.policy",
                        cleanup,
                        "retention.ms",
                        "3600000",
                        "max.message.bytes",
                        "1200000"));
        admin.createTopics(List.of(made)).all().get();
    }

    void delete(String topic) throws ExecutionException, InterruptedException {
        admin.deleteTopics(List.of(topic)).all().get();
    }

    Epoch epoch(String topic) throws ExecutionException, InterruptedException {
        var found = admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic);
        return Epoch.of(name, found.topicId().toString(), found.partitions().size());
    }

    /// Removes what lies below an offset of a partition of the rooms.
    void deleteBelow(int partition, long offset) throws ExecutionException, InterruptedException {
        admin.deleteRecords(Map.of(new TopicPartition(Topics.ROOMS, partition), RecordsToDelete.beforeOffset(offset)))
                .all()
                .get();
    }

    String setting(String topic, String key) throws ExecutionException, InterruptedException {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        return admin.describeConfigs(List.of(resource))
                .all()
                .get()
                .get(resource)
                .get(key)
                .value();
    }

    List<String> topics() throws ExecutionException, InterruptedException {
        return admin.listTopics().names().get().stream().sorted().toList();
    }

    /// All committed records of a topic, by partition.
    Map<Integer, List<ConsumerRecord<byte[], byte[]>>> read(String topic) {
        Map<String, Object> settings = new HashMap<>(client());
        settings.put("isolation.level", "read_committed");
        Map<Integer, List<ConsumerRecord<byte[], byte[]>>> found = new HashMap<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> all = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(all);
            consumer.seekToBeginning(all);
            Map<TopicPartition, Long> ends = consumer.endOffsets(all);
            while (all.stream().anyMatch(place -> consumer.position(place) < ends.get(place))) {
                consumer.poll(Duration.ofMillis(100))
                        .forEach(record -> found.computeIfAbsent(record.partition(), _ -> new ArrayList<>())
                                .add(record));
            }
        }
        return found;
    }

    @Override
    public void close() {
        admin.close(Duration.ZERO);
        kafka.close();
    }
}
