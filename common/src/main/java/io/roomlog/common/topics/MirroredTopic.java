package io.roomlog.common.topics;

import io.roomlog.common.log.Topics;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;

/// How a topic is made that the records of another region go to: whoever comes first makes it, the mirror, an edge or a
/// router.
public final class MirroredTopic {
    private static final Set<String> AS_HERE = Set.of(
            TopicConfig.CLEANUP_POLICY_CONFIG,
            TopicConfig.RETENTION_MS_CONFIG,
            TopicConfig.RETENTION_BYTES_CONFIG,
            TopicConfig.MAX_MESSAGE_BYTES_CONFIG);

    private MirroredTopic() {}

    /// A topic with as many partitions as it has in all regions, kept as long as this region's own, with the stamps
    /// that its records have where they come from.
    ///
    /// @param region where its records come from
    /// @param topic its name there
    /// @param here the settings of this region's own topic of that name
    public static NewTopic of(String region, String topic, int partitions, int replicas, Config here) {
        Map<String, String> settings = new HashMap<>();
        AS_HERE.forEach(key -> settings.put(key, here.get(key).value()));
        settings.put(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, stamps(Topics.mirrored(region, topic)));
        settings.put(TopicConfig.UNCLEAN_LEADER_ELECTION_ENABLE_CONFIG, "false");
        settings.put(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, Integer.toString(SafeLog.minInSync(replicas)));
        return new NewTopic(Topics.mirrored(region, topic), partitions, (short) replicas).configs(settings);
    }

    /// The `message.timestamp.type` that a topic must have: the log's own stamps, or those of its records' origin.
    static String stamps(String topic) {
        return Topics.original(topic).equals(topic) ? "LogAppendTime" : "CreateTime";
    }
}
