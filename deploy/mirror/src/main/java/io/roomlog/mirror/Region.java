package io.roomlog.mirror;

import io.roomlog.common.cursor.Epoch;
import io.roomlog.common.log.Topics;
import io.roomlog.common.topics.SafeLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/// One region's Kafka, as the mirror needs it: the topics that are mirrored from it, and those that hold the others'.
final class Region implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Set<String> KEPT_AS_IS = Set.of(
            TopicConfig.CLEANUP_POLICY_CONFIG,
            TopicConfig.RETENTION_MS_CONFIG,
            TopicConfig.RETENTION_BYTES_CONFIG,
            TopicConfig.MAX_MESSAGE_BYTES_CONFIG);

    private final String name;
    private final Admin admin;

    Region(String name, Map<String, Object> client) {
        this.name = name;
        this.admin = Admin.create(client);
    }

    String name() {
        return name;
    }

    Admin admin() {
        return admin;
    }

    /// The topics that are mirrored, by name; empty while one is missing.
    ///
    /// @throws ExecutionException if they cannot be described
    Optional<Map<String, TopicDescription>> topics() throws ExecutionException, InterruptedException {
        Map<String, TopicDescription> found = new HashMap<>();
        for (Map.Entry<String, KafkaFuture<TopicDescription>> answer :
                admin.describeTopics(Topics.MIRRORED).topicNameValues().entrySet()) {
            try {
                found.put(answer.getKey(), answer(answer.getValue()));
            } catch (ExecutionException e) {
                if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                    return Optional.empty();
                }
                throw e;
            }
        }
        return Optional.of(found);
    }

    /// The epochs of the topics, by name.
    Map<String, Epoch> epochs(Map<String, TopicDescription> topics) {
        Map<String, Epoch> epochs = new HashMap<>();
        topics.forEach((topic, found) -> epochs.put(
                topic,
                Epoch.of(name, found.topicId().toString(), found.partitions().size())));
        return epochs;
    }

    /// Makes the topics that another region's records go to, where they are missing: as large as there, kept as long
    /// as this region's own, with the stamps that they have there.
    ///
    /// @param origin the other region's topics
    void makeMirrored(String source, Map<String, TopicDescription> origin, int replicas)
            throws ExecutionException, InterruptedException {
        List<NewTopic> wanted = new ArrayList<>();
        for (Map.Entry<String, TopicDescription> topic : origin.entrySet()) {
            Map<String, String> settings = new HashMap<>();
            Config own = settings(topic.getKey());
            KEPT_AS_IS.forEach(key -> settings.put(key, own.get(key).value()));
            settings.put(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "CreateTime");
            settings.put(TopicConfig.UNCLEAN_LEADER_ELECTION_ENABLE_CONFIG, "false");
            settings.put(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, Integer.toString(SafeLog.minInSync(replicas)));
            wanted.add(new NewTopic(
                            Topics.mirrored(source, topic.getKey()),
                            topic.getValue().partitions().size(),
                            (short) replicas)
                    .configs(settings));
        }
        for (KafkaFuture<Void> made : admin.createTopics(wanted).values().values()) {
            try {
                answer(made);
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw e;
                }
            }
        }
    }

    private Config settings(String topic) throws ExecutionException, InterruptedException {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        return answer(Objects.requireNonNull(
                admin.describeConfigs(List.of(resource)).values().get(resource)));
    }

    private <T> T answer(KafkaFuture<T> future) throws ExecutionException, InterruptedException {
        try {
            return future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new ExecutionException("Kafka of " + name + " does not answer", e);
        }
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(1));
    }
}
