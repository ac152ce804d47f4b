package io.roomlog.common.topics;

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
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
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
    private final String bootstrap;
    private final TopicSettings settings;
    private final long deadlineNanos;

    /// @param bootstrap the brokers' addresses, for messages
    /// @param patience how long to wait for a broker
    public TopicSetup(Admin admin, String bootstrap, TopicSettings settings, Duration patience) {
        this.admin = admin;
        this.bootstrap = bootstrap;
        this.settings = settings;
        this.deadlineNanos = System.nanoTime() + patience.toNanos();
    }

    /// Makes sure of the topics, and waits until every partition has a leader that answers: an idempotent
    /// producer that sends before that can be left without an answer.
    ///
    /// @return the topics by name
    /// @throws IllegalStateException if there is no broker in time, or a topic's settings break the promise
    public Map<String, TopicDescription> ensure() throws InterruptedException {
        Map<String, TopicDescription> topics = ensure(List.of(
                kept(Topics.ROOMS, settings.roomPartitions(), settings.retention()),
                kept(Topics.SESSIONS, settings.sessionPartitions(), settings.sessionRetention()),
                kept(Topics.FANOUT, settings.fanoutPartitions(), settings.retention()),
                kept(Topics.DEAD_LETTERS, 1, settings.retention()),
                topic(Topics.EDGES, 1, Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, cleanup(Topics.EDGES)))));
        checkSettings(topics.keySet());
        awaitLeaders(topics.values());
        return topics;
    }

    private static String cleanup(String topic) {
        return topic.equals(Topics.EDGES) ? TopicConfig.CLEANUP_POLICY_COMPACT : TopicConfig.CLEANUP_POLICY_DELETE;
    }

    private NewTopic kept(String name, int partitions, Duration retention) {
        return topic(
                name,
                partitions,
                Map.of(
                        TopicConfig.CLEANUP_POLICY_CONFIG,
                        cleanup(name),
                        TopicConfig.RETENTION_MS_CONFIG,
                        Long.toString(retention.toMillis())));
    }

    private NewTopic topic(String name, int partitions, Map<String, String> own) {
        Map<String, String> configs = new HashMap<>(own);
        configs.put(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime");
        configs.put(TopicConfig.UNCLEAN_LEADER_ELECTION_ENABLE_CONFIG, "false");
        configs.put(
                TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG,
                Integer.toString(Math.max(1, settings.replicationFactor() - 1)));
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

    private void checkSettings(Set<String> names) throws InterruptedException {
        Map<ConfigResource, KafkaFuture<Config>> answers = admin.describeConfigs(names.stream()
                        .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                        .toList())
                .values();
        for (Map.Entry<ConfigResource, KafkaFuture<Config>> each : answers.entrySet()) {
            String name = each.getKey().name();
            try {
                check(name, answer(each.getValue()));
            } catch (ExecutionException e) {
                throw new IllegalStateException("settings of topic " + name + " cannot be read: " + e.getCause(), e);
            }
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
        if (!stamp.equals("LogAppendTime")) {
            throw new IllegalStateException("topic " + name + " has message.timestamp.type=" + stamp
                    + ": its stamps would be the writers'; set it to LogAppendTime");
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
        return new IllegalStateException("no Kafka broker answers at " + bootstrap, cause);
    }
}
