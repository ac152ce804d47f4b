package io.roomlog.router.query;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsMetadata;
import org.apache.kafka.streams.state.HostInfo;

/// Which router has what, as of the last assignment of partitions. Thread-safe.
final class Whereabouts {
    private final KafkaStreams streams;
    private final HostInfo self;

    /// @param self the address that the others know this router by
    Whereabouts(KafkaStreams streams, HostInfo self) {
        this.streams = streams;
        this.self = self;
    }

    /// The other router that has a partition; empty where none has.
    Optional<HostInfo> of(String topic, int partition) {
        TopicPartition wanted = new TopicPartition(topic, partition);
        return clients().stream()
                .filter(client -> client.topicPartitions().contains(wanted))
                .map(StreamsMetadata::hostInfo)
                .filter(host -> !host.equals(self))
                .findFirst();
    }

    /// All other routers.
    List<HostInfo> others() {
        return clients().stream()
                .map(StreamsMetadata::hostInfo)
                .filter(host -> !host.equals(self))
                .distinct()
                .toList();
    }

    private Collection<StreamsMetadata> clients() {
        return streams.state().isRunningOrRebalancing() ? streams.metadataForAllStreamsClients() : List.of();
    }
}
