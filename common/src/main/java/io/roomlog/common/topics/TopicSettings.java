package io.roomlog.common.topics;

import io.roomlog.common.config.Configuration;
import io.roomlog.common.config.Settings;
import java.time.Duration;
import java.util.List;

/// How topics are made where they are missing, and what they must hold to.
///
/// @param roomPartitions partitions of `rooms`, 1 to 10,000
/// @param sessionPartitions partitions of `sessions`
/// @param fanoutPartitions partitions of `fanout`
/// @param replicationFactor of all
/// @param retention of `rooms` and `fanout`
/// @param sessionRetention of `sessions`: how long a client may come back
/// @param allowUnsafe whether what may lose acked records is only told
/// @param mirrored the other regions whose records a mirror brings, each into topics of its own
public record TopicSettings(
        int roomPartitions,
        int sessionPartitions,
        int fanoutPartitions,
        int replicationFactor,
        Duration retention,
        Duration sessionRetention,
        boolean allowUnsafe,
        List<String> mirrored) {
    public TopicSettings {
        mirrored = List.copyOf(mirrored);
    }

    /// What a configuration says.
    public static TopicSettings of(Configuration configuration) {
        return new TopicSettings(
                configuration.get(Settings.PARTITIONS),
                configuration.get(Settings.SESSION_PARTITIONS),
                configuration.get(Settings.FANOUT_PARTITIONS),
                configuration.get(Settings.REPLICATION_FACTOR),
                configuration.get(Settings.RETENTION),
                configuration.get(Settings.SESSION_RETENTION),
                configuration.get(Settings.ALLOW_UNSAFE_LOG),
                configuration.get(Settings.MIRRORED_REGIONS));
    }
}
