package io.roomlog.edge.log;

import io.roomlog.common.cursor.Epoch;
import io.roomlog.common.cursor.Slots;
import java.util.Map;

/// The topics as they are.
///
/// @param origins where records come from, and the numbering of `rooms`
/// @param sessionPartitions partition count of `sessions`
/// @param fanoutPartitions partition count of `fanout`
/// @param topicIds Kafka's ids of the topics, by name: of a topic that was re-created it is another
public record LogLayout(Origins origins, int sessionPartitions, int fanoutPartitions, Map<String, String> topicIds) {
    public LogLayout {
        topicIds = Map.copyOf(topicIds);
    }

    /// The numbering of the partitions of `rooms`.
    public Slots slots() {
        return origins.slots();
    }

    /// Partition count of `rooms`.
    public int roomPartitions() {
        return origins.slots().partitions();
    }

    /// This life of the own region's `rooms`.
    public Epoch epoch() {
        return origins.epochs().getFirst();
    }
}
