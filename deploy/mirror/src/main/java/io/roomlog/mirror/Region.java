package io.roomlog.mirror;

import io.roomlog.common.cursor.Epoch;
import io.roomlog.common.log.Topics;
import io.roomlog.common.topics.MirroredTopic;
import io.roomlog.common.topics.SafeLog;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/// One region's Kafka, as the mirror needs it. Whatever it does not answer is an [ExecutionException]. Thread-safe.
final class Region implements AutoCloseable {
    private static final int PATIENCE_MS = 15_000;
    /// The transform's headers make a record larger than it is at its origin.
    private static final int HEADER_BYTES = 1024;

    private final String name;
    private final Map<String, Object> client;
    private final Admin admin;

    /// @param client what a client of its Kafka is given
    Region(String name, Map<String, Object> client) {
        this.name = name;
        this.client = Map.copyOf(client);
        Map<String, Object> settings = new HashMap<>(client);
        settings.put(AdminClientConfig.CLIENT_ID_CONFIG, "roomlog-mirror-admin");
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_MS);
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MS / 3);
        this.admin = Admin.create(settings);
    }

    String name() {
        return name;
    }

    /// What a client of its Kafka is given.
    Map<String, Object> client() {
        return client;
    }

    // ---- topics

    /// Those of some topics that are there, by name.
    Map<String, TopicDescription> topics(Collection<String> names) throws ExecutionException, InterruptedException {
        Map<String, TopicDescription> found = new HashMap<>();
        for (Map.Entry<String, KafkaFuture<TopicDescription>> answer :
                admin.describeTopics(names).topicNameValues().entrySet()) {
            try {
                found.put(answer.getKey(), answer(answer.getValue()));
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                    throw e;
                }
            }
        }
        return found;
    }

    /// The topics that are mirrored from here; empty while one is missing.
    Optional<Map<String, TopicDescription>> mirrored() throws ExecutionException, InterruptedException {
        return Optional.of(topics(Topics.MIRRORED)).filter(found -> found.size() == Topics.MIRRORED.size());
    }

    /// The epochs of topics of this region, by name.
    Map<String, Epoch> epochs(Map<String, TopicDescription> topics) {
        return topics.values().stream()
                .collect(Collectors.toMap(
                        TopicDescription::name,
                        topic -> Epoch.of(
                                name,
                                topic.topicId().toString(),
                                topic.partitions().size())));
    }

    /// Makes the topic that another region's records go to, if it is missing: kept as long as this region's own, with
    /// the stamps that the records have there.
    ///
    /// @param source the other region
    /// @param origin the topic there
    void makeMirrored(Region source, TopicDescription origin, int replicas)
            throws ExecutionException, InterruptedException {
        NewTopic wanted = MirroredTopic.of(
                source.name(), origin.name(), origin.partitions().size(), replicas, settings(origin.name()));
        Map<String, String> settings = new HashMap<>(wanted.configs());
        int limit = Integer.parseInt(source.settings(origin.name())
                .get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG)
                .value());
        settings.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(limit + HEADER_BYTES));
        make(wanted.configs(settings));
    }

    /// Makes a topic of MirrorMaker's own, if it is missing.
    void makeInternal(String topic, int replicas) throws ExecutionException, InterruptedException {
        Map<String, String> settings = Map.of(
                TopicConfig.CLEANUP_POLICY_CONFIG,
                TopicConfig.CLEANUP_POLICY_COMPACT,
                TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG,
                Integer.toString(SafeLog.minInSync(replicas)));
        make(new NewTopic(topic, 1, (short) replicas).configs(settings));
    }

    private void make(NewTopic wanted) throws ExecutionException, InterruptedException {
        try {
            answer(admin.createTopics(List.of(wanted)).all());
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
    }

    private Config settings(String topic) throws ExecutionException, InterruptedException {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        return answer(Objects.requireNonNull(
                admin.describeConfigs(List.of(resource)).values().get(resource)));
    }

    // ---- offsets

    /// Where partitions begin.
    Map<TopicPartition, Long> begins(Collection<TopicPartition> places)
            throws ExecutionException, InterruptedException {
        return offsets(places, OffsetSpec.earliest(), IsolationLevel.READ_UNCOMMITTED);
    }

    /// Where partitions end, open transactions among it.
    Map<TopicPartition, Long> ends(Collection<TopicPartition> places) throws ExecutionException, InterruptedException {
        return offsets(places, OffsetSpec.latest(), IsolationLevel.READ_UNCOMMITTED);
    }

    /// Up to where partitions can be read without what is in open transactions.
    Map<TopicPartition, Long> committedEnds(Collection<TopicPartition> places)
            throws ExecutionException, InterruptedException {
        return offsets(places, OffsetSpec.latest(), IsolationLevel.READ_COMMITTED);
    }

    private Map<TopicPartition, Long> offsets(
            Collection<TopicPartition> places, OffsetSpec which, IsolationLevel isolation)
            throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetSpec> asked =
                places.stream().collect(Collectors.toMap(Function.identity(), place -> which));
        Map<TopicPartition, Long> offsets = new HashMap<>();
        for (Map.Entry<TopicPartition, ListOffsetsResultInfo> found : answer(
                        admin.listOffsets(asked, new ListOffsetsOptions(isolation))
                                .all())
                .entrySet()) {
            offsets.put(found.getKey(), found.getValue().offset());
        }
        return offsets;
    }

    /// Has the consumers of a group begin at these offsets.
    void begin(String group, Map<TopicPartition, Long> offsets) throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetAndMetadata> all = new HashMap<>();
        offsets.forEach((place, offset) -> all.put(place, new OffsetAndMetadata(offset)));
        if (!all.isEmpty()) {
            answer(admin.alterConsumerGroupOffsets(group, all).all());
        }
    }

    // ---- who is at work

    /// Whether a process of a flow is at work, or has died less than its session's time ago.
    boolean hasWorkers(Flow flow) throws ExecutionException, InterruptedException {
        try {
            return !answer(admin.describeClassicGroups(List.of(flow.workers())).all()).values().stream()
                    .allMatch(group -> group.members().isEmpty());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return false;
            }
            throw e;
        }
    }

    /// Ends what producers of these transactional ids have begun, for good.
    void fence(List<String> transactionalIds) throws ExecutionException, InterruptedException {
        answer(admin.fenceProducers(transactionalIds).all());
    }

    private <T> T answer(KafkaFuture<T> future) throws ExecutionException, InterruptedException {
        try {
            return future.get(2L * PATIENCE_MS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new ExecutionException(e);
        }
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(1));
    }
}
