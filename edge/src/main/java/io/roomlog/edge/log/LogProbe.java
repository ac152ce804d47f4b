package io.roomlog.edge.log;

import io.roomlog.common.topics.SafeLog;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartitionInfo;

/// Asks the cluster, a second after its last answer, whether it is there, and whether its topics are the ones
/// that they were: positions in a topic that was deleted and made again mean nothing.
public final class LogProbe implements AutoCloseable {
    private static final Logger LOG = System.getLogger(LogProbe.class.getName());
    private static final long INTERVAL_MS = 1_000;
    private static final DescribeClusterOptions CLUSTER = new DescribeClusterOptions().timeoutMs(1_500);
    private static final DescribeTopicsOptions TOPICS = new DescribeTopicsOptions().timeoutMs(1_500);

    private final Admin admin;
    private final ScheduledExecutorService timer;
    private final Map<String, String> topicIds;
    private final Consumer<String> onChange;
    private final Map<String, Integer> underReplicated = new ConcurrentHashMap<>();
    private final Map<String, Integer> unwritable = new ConcurrentHashMap<>();
    private volatile boolean reachable = true;
    private volatile boolean changed;
    private volatile boolean closed;

    /// @param topicIds ids of the topics, by name
    /// @param onChange told once that a topic has another id, and which; must not block
    LogProbe(Admin admin, ScheduledExecutorService timer, Map<String, String> topicIds, Consumer<String> onChange) {
        this.admin = admin;
        this.timer = timer;
        this.topicIds = topicIds;
        this.onChange = onChange;
    }

    void start() {
        var _ = timer.schedule(this::ask, INTERVAL_MS, TimeUnit.MILLISECONDS);
    }

    /// Whether the last answer came. Thread-safe.
    public boolean reachable() {
        return reachable;
    }

    private void ask() {
        if (closed) {
            return;
        }
        var _ = admin.describeCluster(CLUSTER).nodes().whenComplete((nodes, failure) -> {
            set(failure == null && !nodes.isEmpty());
            if (reachable) {
                checkTopics();
            }
            if (!closed) {
                start();
            }
        });
    }

    private void checkTopics() {
        for (KafkaFuture<TopicDescription> answer : admin.describeTopics(topicIds.keySet(), TOPICS)
                .topicNameValues()
                .values()) {
            var _ = answer.whenComplete((topic, failure) -> {
                if (failure == null) {
                    look(topic);
                }
                // one that is not there may be on its way
                if (failure == null && !topic.topicId().toString().equals(topicIds.get(topic.name()))) {
                    change("topic " + topic.name() + " is not the one that it was: it has been made again");
                }
            });
        }
    }

    private void look(TopicDescription topic) {
        underReplicated.put(
                topic.name(),
                count(topic, one -> one.isr().size() < one.replicas().size()));
        unwritable.put(
                topic.name(),
                count(
                        topic,
                        one -> one.leader() == null
                                || one.isr().size()
                                        < SafeLog.minInSync(one.replicas().size())));
    }

    private static int count(TopicDescription topic, Predicate<TopicPartitionInfo> which) {
        return (int) topic.partitions().stream().filter(which).count();
    }

    /// Names of the topics that are looked at.
    public Set<String> topics() {
        return topicIds.keySet();
    }

    /// Partitions of a topic with a replica that was not in sync at the last look. Thread-safe.
    public int underReplicated(String topic) {
        return underReplicated.getOrDefault(topic, 0);
    }

    /// Partitions of a topic that had no leader at the last look, or less replicas in sync than a write needs.
    /// Thread-safe.
    public int unwritable(String topic) {
        return unwritable.getOrDefault(topic, 0);
    }

    private void change(String what) {
        if (!changed && !closed) {
            changed = true;
            LOG.log(Level.ERROR, what);
            onChange.accept(what);
        }
    }

    private void set(boolean now) {
        if (now != reachable && !closed) {
            LOG.log(now ? Level.INFO : Level.WARNING, now ? "log reachable again" : "log not reachable");
        }
        reachable = now;
    }

    @Override
    public void close() {
        closed = true;
    }
}
