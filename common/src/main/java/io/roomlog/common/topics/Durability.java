package io.roomlog.common.topics;

import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.TopicConfig;

/// What decides how long a topic's records are there: its settings as they hold, whether they are its own or the
/// brokers'.
///
/// @param replicas of the partition that has the fewest
/// @param minInSync `min.insync.replicas`
/// @param uncleanElection `unclean.leader.election.enable`
/// @param retentionMs -1: for ever
/// @param retentionBytes of a partition; -1: however large
record Durability(int replicas, int minInSync, boolean uncleanElection, long retentionMs, long retentionBytes) {
    static final long UNLIMITED = -1;

    static Durability of(TopicDescription topic, Config settings) {
        return new Durability(
                topic.partitions().stream()
                        .mapToInt(partition -> partition.replicas().size())
                        .min()
                        .orElse(0),
                Integer.parseInt(value(settings, TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG)),
                Boolean.parseBoolean(value(settings, TopicConfig.UNCLEAN_LEADER_ELECTION_ENABLE_CONFIG)),
                Long.parseLong(value(settings, TopicConfig.RETENTION_MS_CONFIG)),
                Long.parseLong(value(settings, TopicConfig.RETENTION_BYTES_CONFIG)));
    }

    private static String value(Config settings, String name) {
        return settings.get(name).value();
    }
}
