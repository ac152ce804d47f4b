package io.roomlog.common.topics;

import io.roomlog.common.config.Settings;
import io.roomlog.common.log.Topics;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.config.TopicConfig;

/// The rule that makes an ack a promise: what one broker alone holds is not acked, no broker that lags takes over, and
/// nothing is deleted as long as a client may come back for it.
///
/// It holds for `rooms`, `sessions` and `fanout`, and for what is mirrored of them. Of `edges` and `dead-letters`
/// nobody has been promised anything:
/// leases are renewed all the time, and dead letters are for people to look at; there it only matters that records can
/// be appended.
public final class SafeLog {
    private static final Logger LOG = System.getLogger(SafeLog.class.getName());
    private static final int LEAST_REPLICAS = 2;
    private static final int USUAL_REPLICAS = 3;
    private static final Set<String> PROMISED = Set.of(Topics.ROOMS, Topics.SESSIONS, Topics.FANOUT);

    private final String bootstrap;
    private final Duration window;

    /// @param bootstrap the brokers' addresses, for what is to be done
    /// @param window how long a client may come back
    SafeLog(String bootstrap, Duration window) {
        this.bootstrap = bootstrap;
        this.window = window;
    }

    /// `min.insync.replicas` for so many replicas: as many as may be with one of them away, but never one alone of
    /// several.
    public static int minInSync(int replicas) {
        return replicas < LEAST_REPLICAS ? 1 : Math.max(LEAST_REPLICAS, replicas - 1);
    }

    /// What is wrong with a topic that Roomlog would make.
    ///
    /// @param retention of its records
    List<Risk> risksOfNew(String topic, int replicas, Duration retention) {
        List<Risk> risks = new ArrayList<>();
        if (isPromised(topic) && replicas < LEAST_REPLICAS) {
            risks.add(new Risk(
                    topic,
                    Settings.REPLICATION_FACTOR.key(),
                    Integer.toString(replicas),
                    "what was acked would be lost with the one broker that has it",
                    "start with " + Settings.REPLICATION_FACTOR.flag() + " " + USUAL_REPLICAS
                            + ", on three brokers or more"));
        }
        if (isTooShort(topic, retention.toMillis())) {
            risks.add(new Risk(
                    topic,
                    Settings.RETENTION.key(),
                    retention.toMillis() + "ms",
                    tooShort(topic),
                    "start with a " + Settings.RETENTION.flag() + " that is as long"));
        }
        return risks;
    }

    /// What is wrong with a topic that is there.
    List<Risk> risksOf(String topic, Durability found) {
        List<Risk> risks = new ArrayList<>();
        int minInSync = minInSync(found.replicas());
        if (found.minInSync() > found.replicas()) {
            risks.add(of(
                    topic,
                    TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG,
                    found.minInSync(),
                    "with " + found.replicas() + " replicas nothing can be appended",
                    minInSync));
        }
        if (!isPromised(topic)) {
            return risks;
        }
        if (found.replicas() < LEAST_REPLICAS) {
            risks.add(new Risk(
                    topic,
                    "replicas",
                    Integer.toString(found.replicas()),
                    "what was acked is lost with the one broker that has it",
                    "give each partition " + USUAL_REPLICAS + " with kafka-reassign-partitions, and then: "
                            + command(topic, TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, LEAST_REPLICAS)));
        } else if (found.minInSync() < LEAST_REPLICAS) {
            risks.add(of(
                    topic,
                    TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG,
                    found.minInSync(),
                    "a record is acked that one broker alone has, and lost with it",
                    minInSync));
        }
        if (found.uncleanElection()) {
            risks.add(of(
                    topic,
                    TopicConfig.UNCLEAN_LEADER_ELECTION_ENABLE_CONFIG,
                    true,
                    "a broker that lacks acked records may take over, and they are lost",
                    false));
        }
        if (isTooShort(topic, found.retentionMs())) {
            risks.add(of(
                    topic, TopicConfig.RETENTION_MS_CONFIG, found.retentionMs(), tooShort(topic), window.toMillis()));
        }
        if (found.retentionBytes() != Durability.UNLIMITED) {
            risks.add(of(
                    topic,
                    TopicConfig.RETENTION_BYTES_CONFIG,
                    found.retentionBytes(),
                    "much traffic drives out records that clients can still come back for",
                    Durability.UNLIMITED));
        }
        return risks;
    }

    /// Tells of risks that have been allowed, a line of each.
    static void tell(List<Risk> risks) {
        risks.forEach(risk -> LOG.log(Level.WARNING, "the log is not safe: {0}", risk));
    }

    private static boolean isPromised(String topic) {
        return PROMISED.contains(Topics.original(topic));
    }

    private boolean isTooShort(String topic, long retentionMs) {
        return isPromised(topic) && retentionMs != Durability.UNLIMITED && retentionMs < window.toMillis();
    }

    private String tooShort(String topic) {
        return (Topics.original(topic).equals(Topics.SESSIONS) ? "sessions" : "messages") + " are gone before the "
                + window.toMillis() + "ms (" + Settings.SESSION_RETENTION.key()
                + ") in which a client can come back for them";
    }

    private Risk of(String topic, String setting, Object value, String loss, Object better) {
        return new Risk(
                topic,
                setting,
                String.valueOf(value),
                loss,
                "set it to " + better + ": " + command(topic, setting, better));
    }

    private String command(String topic, String setting, Object better) {
        return "kafka-configs --bootstrap-server " + bootstrap + " --alter --entity-type topics --entity-name " + topic
                + " --add-config " + setting + "=" + better;
    }
}
