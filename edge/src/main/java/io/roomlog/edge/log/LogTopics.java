package io.roomlog.edge.log;

import io.roomlog.common.cursor.Epoch;
import io.roomlog.common.log.Topics;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/// Creates the topics that are missing and checks those that exist. Used once, at start.
final class LogTopics {
    private static final Logger LOG = System.getLogger(LogTopics.class.getName());
    private static final int RECORD_LIMIT_BYTES = 1_200_000;
    private static final long POLL_MS = 100;

    private final Admin admin;
    private final LogConfig config;
    private final long deadlineNanos;

    LogTopics(Admin admin, LogConfig config, Duration patience) {
        this.admin = admin;
        this.config = config;
        this.deadlineNanos = System.nanoTime() + patience.toNanos();
    }

    /// Makes sure of the topics, and waits until every partition has a leader that answers: an idempotent
    /// producer that sends before that can be left without an answer.
    ///
    /// @throws IllegalStateException if there is no broker in time, or a topic's settings break the promise
    LogLayout ensure() throws InterruptedException {
        TopicDescription rooms = ensure(
                Topics.ROOMS,
                config.roomPartitions(),
                Map.of(
                        TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
                        "LogAppendTime",
                        TopicConfig.RETENTION_MS_CONFIG,
                        Long.toString(config.retention().toMillis())));
        TopicDescription sessions = ensure(
                Topics.SESSIONS,
                config.sessionPartitions(),
                Map.of(
                        TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
                        "LogAppendTime",
                        TopicConfig.RETENTION_MS_CONFIG,
                        Long.toString(config.sessionRetention().toMillis())));
        checkSettings(rooms.name());
        checkSettings(sessions.name());
        awaitLeaders(rooms);
        awaitLeaders(sessions);
        int partitions = rooms.partitions().size();
        return new LogLayout(
                partitions,
                sessions.partitions().size(),
                Epoch.of(config.region(), rooms.topicId().toString(), partitions),
                Map.of(
                        rooms.name(), rooms.topicId().toString(),
                        sessions.name(), sessions.topicId().toString()));
    }

    private TopicDescription ensure(String name, int partitions, Map<String, String> settings)
            throws InterruptedException {
        while (true) {
            try {
                return Objects.requireNonNull(admin.describeTopics(List.of(name))
                                .topicNameValues()
                                .get(name))
                        .get(remainingMs(), TimeUnit.MILLISECONDS);
            } catch (ExecutionException e) {
                if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                    create(name, partitions, settings);
                } else if (!(e.getCause() instanceof RetriableException)) {
                    throw new IllegalStateException("topic " + name + " cannot be described: " + e.getCause(), e);
                }
            } catch (TimeoutException e) {
                throw noBroker(e);
            }
            pause();
        }
    }

    private void create(String name, int partitions, Map<String, String> settings) throws InterruptedException {
        Map<String, String> all = new TreeMap<>(settings);
        all.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE);
        all.put(TopicConfig.UNCLEAN_LEADER_ELECTION_ENABLE_CONFIG, "false");
        all.put(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, Integer.toString(Math.max(1, config.replicationFactor() - 1)));
        all.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(RECORD_LIMIT_BYTES));
        try {
            admin.createTopics(List.of(new NewTopic(name, partitions, (short) config.replicationFactor()).configs(all)))
                    .all()
                    .get(remainingMs(), TimeUnit.MILLISECONDS);
            LOG.log(
                    Level.INFO,
                    "topic created name={0} partitions={1} replication={2}",
                    name,
                    partitions,
                    config.replicationFactor());
        } catch (ExecutionException e) {
            boolean another = e.getCause() instanceof TopicExistsException;
            if (!another && !(e.getCause() instanceof RetriableException)) {
                throw new IllegalStateException("topic " + name + " cannot be created: " + e.getCause(), e);
            }
        } catch (TimeoutException e) {
            throw noBroker(e);
        }
    }

    private void checkSettings(String name) throws InterruptedException {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, name);
        Config settings;
        try {
            settings = Objects.requireNonNull(
                            admin.describeConfigs(List.of(resource)).values().get(resource))
                    .get(remainingMs(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException("settings of topic " + name + " cannot be read: " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw noBroker(e);
        }
        String cleanup = settings.get(TopicConfig.CLEANUP_POLICY_CONFIG).value();
        if (!cleanup.equals(TopicConfig.CLEANUP_POLICY_DELETE)) {
            throw new IllegalStateException("topic " + name + " has cleanup.policy=" + cleanup
                    + ": it would lose records that clients are still to get; set it to delete");
        }
        String stamp = settings.get(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG).value();
        if (!stamp.equals("LogAppendTime")) {
            throw new IllegalStateException("topic " + name + " has message.timestamp.type=" + stamp
                    + ": its stamps would be the writers'; set it to LogAppendTime");
        }
        int limit = Integer.parseInt(
                settings.get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG).value());
        if (limit < RECORD_LIMIT_BYTES) {
            throw new IllegalStateException("topic " + name + " has max.message.bytes=" + limit + ": it must be "
                    + RECORD_LIMIT_BYTES + " or more");
        }
    }

    private void awaitLeaders(TopicDescription topic) throws InterruptedException {
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        topic.partitions()
                .forEach(p -> latest.put(new TopicPartition(topic.name(), p.partition()), OffsetSpec.latest()));
        while (true) {
            try {
                admin.listOffsets(latest).all().get(remainingMs(), TimeUnit.MILLISECONDS);
                return;
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof RetriableException)) {
                    throw new IllegalStateException("topic " + topic.name() + " does not answer: " + e.getCause(), e);
                }
            } catch (TimeoutException e) {
                throw noBroker(e);
            }
            pause();
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
        return new IllegalStateException("no Kafka broker answers at " + config.bootstrap(), cause);
    }
}
