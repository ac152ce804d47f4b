package io.roomlog.common.topics;

import io.roomlog.common.config.Settings;
import io.roomlog.common.kafka.KafkaAccess;
import io.roomlog.common.log.Topics;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/// Creates the topics that are missing and checks those that exist. Used once, at start.
public final class TopicSetup {
    private static final Logger LOG = System.getLogger(TopicSetup.class.getName());
    private static final int RECORD_LIMIT_BYTES = 1_200_000;
    private static final long POLL_MS = 20;

    private final Admin admin;
    private final KafkaAccess kafka;
    private final TopicSettings settings;
    private final SafeLog safeLog;
    private final long deadlineNanos;

    /// @param kafka how it is reached, for messages
    /// @param patience how long to wait for a broker
    public TopicSetup(Admin admin, KafkaAccess kafka, TopicSettings settings, Duration patience) {
        this.admin = admin;
        this.kafka = kafka;
        this.settings = settings;
        this.safeLog = new SafeLog(kafka.bootstrap(), settings.sessionRetention());
        this.deadlineNanos = System.nanoTime() + patience.toNanos();
    }

    /// Makes sure of the topics, and waits until every partition has a leader that answers: an idempotent
    /// producer that sends before that can be left without an answer.
    ///
    /// @return the topics by name, those of the mirrored regions among them
    /// @throws IllegalStateException if there is no broker in time, it lets this process not in, or settings of
    ///     topics break the promise: then all of these are told
    public Map<String, TopicDescription> ensure() throws InterruptedException {
        Map<String, TopicDescription> topics = ensure(List.of(
                kept(Topics.ROOMS, settings.roomPartitions(), settings.retention()),
                kept(Topics.SESSIONS, settings.sessionPartitions(), settings.sessionRetention()),
                kept(Topics.FANOUT, settings.fanoutPartitions(), settings.retention()),
                kept(Topics.DEAD_LETTERS, 1, settings.retention()),
                topic(Topics.EDGES, 1, Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, cleanup(Topics.EDGES)))));
        if (!settings.mirrored().isEmpty()) {
            topics.putAll(ensure(mirrored(topics)));
            requireSameCounts(topics);
        }
        List<Risk> risks = risks(topics);
        if (settings.allowUnsafe()) {
            SafeLog.tell(risks);
        } else {
            refuse(risks);
        }
        awaitLeaders(topics.values());
        return topics;
    }

    /// The topics of the other regions' records, as they are to be made.
    private List<NewTopic> mirrored(Map<String, TopicDescription> own) throws InterruptedException {
        List<NewTopic> wanted = new ArrayList<>();
        for (String topic : Topics.MIRRORED) {
            Config here = settingsOf(topic);
            int partitions = Objects.requireNonNull(own.get(topic)).partitions().size();
            for (String region : settings.mirrored()) {
                wanted.add(MirroredTopic.of(region, topic, partitions, settings.replicationFactor(), here));
            }
        }
        return wanted;
    }

    /// A room, and a session, lies in the same partition everywhere.
    private static void requireSameCounts(Map<String, TopicDescription> topics) {
        for (TopicDescription topic : topics.values()) {
            String original = Topics.original(topic.name());
            int due = Objects.requireNonNull(topics.get(original)).partitions().size();
            if (topic.partitions().size() != due) {
                throw new IllegalStateException("topic " + topic.name() + " has "
                        + topic.partitions().size() + " partitions, and " + original + " has " + due
                        + ": they must be as many in all regions");
            }
        }
    }

    private static String cleanup(String topic) {
        return Topics.original(topic).equals(Topics.EDGES)
                ? TopicConfig.CLEANUP_POLICY_COMPACT
                : TopicConfig.CLEANUP_POLICY_DELETE;
    }

    private NewTopic kept(String name, int partitions, Duration retention) {
        return topic(
                name,
                partitions,
                Map.of(
                        TopicConfig.CLEANUP_POLICY_CONFIG,
                        cleanup(name),
                        TopicConfig.RETENTION_MS_CONFIG,
                        Long.toString(retention.toMillis()),
                        TopicConfig.RETENTION_BYTES_CONFIG,
                        Long.toString(Durability.UNLIMITED)));
    }

    private NewTopic topic(String name, int partitions, Map<String, String> own) {
        Map<String, String> configs = new HashMap<>(own);
        configs.put(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime");
        configs.put(TopicConfig.UNCLEAN_LEADER_ELECTION_ENABLE_CONFIG, "false");
        configs.put(
                TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG,
                Integer.toString(SafeLog.minInSync(settings.replicationFactor())));
        configs.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(RECORD_LIMIT_BYTES));
        return new NewTopic(name, partitions, (short) settings.replicationFactor()).configs(configs);
    }

    /// The topics as they are, by name; creates those that are missing.
    private Map<String, TopicDescription> ensure(List<NewTopic> wanted) throws InterruptedException {
        while (true) {
            Map<String, TopicDescription> found = new HashMap<>();
            List<NewTopic> missing = new ArrayList<>();
            Map<String, KafkaFuture<TopicDescription>> answers = admin.describeTopics(
                            wanted.stream().map(NewTopic::name).toList())
                    .topicNameValues();
            for (NewTopic topic : wanted) {
                try {
                    found.put(topic.name(), answer(Objects.requireNonNull(answers.get(topic.name()))));
                } catch (ExecutionException e) {
                    if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                        missing.add(topic);
                    } else if (!(e.getCause() instanceof RetriableException)) {
                        throw new IllegalStateException(
                                "topic " + topic.name() + " cannot be described: " + e.getCause(), e);
                    }
                }
            }
            if (found.size() == wanted.size()) {
                return found;
            }
            if (!settings.allowUnsafe()) {
                List<Risk> risks = risks(found);
                missing.forEach(topic -> risks.addAll(risksOfNew(topic)));
                refuse(risks);
            }
            create(missing);
            pause();
        }
    }

    private void create(List<NewTopic> missing) throws InterruptedException {
        Map<String, KafkaFuture<Void>> answers = admin.createTopics(missing).values();
        for (NewTopic topic : missing) {
            try {
                answer(Objects.requireNonNull(answers.get(topic.name())));
                LOG.log(
                        Level.INFO,
                        "topic created name={0} partitions={1} replication={2}",
                        topic.name(),
                        topic.numPartitions(),
                        topic.replicationFactor());
            } catch (ExecutionException e) {
                boolean another = e.getCause() instanceof TopicExistsException;
                if (!another && !(e.getCause() instanceof RetriableException)) {
                    throw new IllegalStateException("topic " + topic.name() + " cannot be created: " + e.getCause(), e);
                }
            }
        }
    }

    private List<Risk> risksOfNew(NewTopic topic) {
        boolean ofSessions = Topics.original(topic.name()).equals(Topics.SESSIONS);
        Duration retention = ofSessions ? settings.sessionRetention() : settings.retention();
        return safeLog.risksOfNew(topic.name(), topic.replicationFactor(), retention);
    }

    /// What may lose acked records.
    ///
    /// @throws IllegalStateException if a topic cannot be used at all
    private List<Risk> risks(Map<String, TopicDescription> topics) throws InterruptedException {
        List<Risk> risks = new ArrayList<>();
        for (TopicDescription topic : new TreeMap<>(topics).values()) {
            Config found = settingsOf(topic.name());
            check(topic.name(), found);
            risks.addAll(safeLog.risksOf(topic.name(), Durability.of(topic, found)));
        }
        return risks;
    }

    /// A topic's settings as they hold. A broker that has not heard of it yet is asked again.
    private Config settingsOf(String topic) throws InterruptedException {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        while (true) {
            try {
                Map<ConfigResource, KafkaFuture<Config>> answers =
                        admin.describeConfigs(List.of(resource)).values();
                return answer(Objects.requireNonNull(answers.get(resource)));
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof RetriableException)) {
                    throw new IllegalStateException(
                            "settings of topic " + topic + " cannot be read: " + e.getCause(), e);
                }
            }
            pause();
        }
    }

    private static void refuse(List<Risk> risks) {
        if (!risks.isEmpty()) {
            throw new IllegalStateException(risks.stream()
                    .map(Risk::toString)
                    .collect(Collectors.joining(
                            "\n- ",
                            "the log is not safe:\n- ",
                            "\nWith " + Settings.ALLOW_UNSAFE_LOG.flag() + " it is started all the same.")));
        }
    }

    private static void check(String name, Config found) {
        String cleanup = found.get(TopicConfig.CLEANUP_POLICY_CONFIG).value();
        if (!cleanup.equals(cleanup(name))) {
            throw new IllegalStateException("topic " + name + " has cleanup.policy=" + cleanup
                    + ": it would lose records that are still needed, or keep them for ever; set it to "
                    + cleanup(name));
        }
        String stamp = found.get(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG).value();
        String due = MirroredTopic.stamps(name);
        if (!stamp.equals(due)) {
            throw new IllegalStateException("topic " + name + " has message.timestamp.type=" + stamp
                    + ": its stamps would be " + (due.equals("CreateTime") ? "those of the mirror" : "the writers'")
                    + "; set it to " + due);
        }
        int limit =
                Integer.parseInt(found.get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG).value());
        if (limit < RECORD_LIMIT_BYTES) {
            throw new IllegalStateException("topic " + name + " has max.message.bytes=" + limit + ": it must be "
                    + RECORD_LIMIT_BYTES + " or more");
        }
    }

    private void awaitLeaders(Collection<TopicDescription> topics) throws InterruptedException {
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        topics.forEach(topic -> topic.partitions()
                .forEach(p -> latest.put(new TopicPartition(topic.name(), p.partition()), OffsetSpec.latest())));
        while (true) {
            try {
                answer(admin.listOffsets(latest).all());
                return;
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof RetriableException)) {
                    throw new IllegalStateException("the topics do not answer: " + e.getCause(), e);
                }
            }
            pause();
        }
    }

    private <T> T answer(KafkaFuture<T> future) throws InterruptedException, ExecutionException {
        try {
            return future.get(remainingMs(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw noBroker(e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AuthenticationException refused) {
                throw new IllegalStateException(
                        "Kafka at " + kafka + " does not let this process in, authentication failed (see "
                                + Settings.KAFKA_CLIENT_CONFIG.key() + "): " + refused.getMessage(),
                        refused);
            }
            throw e;
        }
    }

    private void pause() throws InterruptedException {
        remainingMs();
        TimeUnit.MILLISECONDS.sleep(POLL_MS);
    }

    private long remainingMs() {
        long remaining = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
        if (remaining <= 0) {
            throw noBroker(null);
        }
        return remaining;
    }

    private IllegalStateException noBroker(@Nullable Throwable cause) {
        return new IllegalStateException(
                "no Kafka broker answers at " + kafka
                        + "; where its port wants another protocol, say so in the file of "
                        + Settings.KAFKA_CLIENT_CONFIG.key(),
                cause);
    }
}
