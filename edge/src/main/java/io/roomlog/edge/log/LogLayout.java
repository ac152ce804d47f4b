package io.roomlog.edge.log;

import io.roomlog.common.cursor.Epoch;
import java.util.Map;

/// The topics as they are.
///
/// @param roomPartitions partition count of `rooms`
/// @param sessionPartitions partition count of `sessions`
/// @param fanoutPartitions partition count of `fanout`
/// @param epoch this life of `rooms`
/// @param topicIds Kafka's ids of the topics, by name: of a topic that was re-created it is another
public record LogLayout(
        int roomPartitions, int sessionPartitions, int fanoutPartitions, Epoch epoch, Map<String, String> topicIds) {
    public LogLayout {
        topicIds = Map.copyOf(topicIds);
    }
}
