package io.roomlog.edge.log;

import io.roomlog.common.cursor.Epoch;
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
final class LogTopics {
    private static final Logger LOG = System.getLogger(LogTopics.class.getName());
    private static final int RECORD_LIMIT_BYTES = 1_200_000;
    private static final long POLL_MS = 20;

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
        Map<String, TopicDescription> topics = ensure(List.of(
                topic(Topics.ROOMS, config.roomPartitions(), config.retention()),
                topic(Topics.SESSIONS, config.sessionPartitions(), config.sessionRetention())));
        checkSettings(topics.keySet());
        awaitLeaders(topics.values());
        TopicDescription rooms = Objects.requireNonNull(topics.get(Topics.ROOMS));
        TopicDescription sessions = Objects.requireNonNull(topics.get(Topics.SESSIONS));
        int partitions = rooms.partitions().size();
        return new LogLayout(
                partitions,
                sessions.partitions().size(),
                Epoch.of(config.region(), rooms.topicId().toString(), partitions),
                Map.of(
                        rooms.name(), rooms.topicId().toString(),
                        sessions.name(), sessions.topicId().toString()));
    }

    private NewTopic topic(String name, int partitions, Duration retention) {
        return new NewTopic(name, partitions, (short) config.replicationFactor())
                .configs(Map.of(
                        TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
                        "LogAppendTime",
                        TopicConfig.RETENTION_MS_CONFIG,
                        Long.toString(retention.toMillis()),
                        TopicConfig.CLEANUP_POLICY_CONFIG,
                        TopicConfig.CLEANUP_POLICY_DELETE,
                        TopicConfig.UNCLEAN_LEADER_ELECTION_ENABLE_CONFIG,
                        "false",
                        TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG,
                        Integer.toString(Math.max(1, config.replicationFactor() - 1)),
                        TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                        Integer.toString(RECORD_LIMIT_BYTES)));
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

    private static void check(String name, Config settings) {
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
        return new IllegalStateException("no Kafka broker answers at " + config.bootstrap(), cause);
    }
}
