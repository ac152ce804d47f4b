package io.roomlog.router.fanout;

import io.roomlog.common.log.Topics;
import io.roomlog.common.trace.Tracing;
import io.roomlog.router.log.Sinks;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.streams.Topology;

/// The part of the topology that spreads wide emits.
public final class Fanout {
    static final String NAME = "fanout";

    private Fanout() {}

    /// Adds it.
    ///
    /// @param roomPartitions partition count of `rooms`
    public static void addTo(Topology topology, int roomPartitions, Tracing tracing, FanoutEvents events) {
        topology.addSource(NAME + "-source", new ByteArrayDeserializer(), new ByteArrayDeserializer(), Topics.FANOUT);
        topology.addProcessor(NAME, () -> new FanoutProcessor(roomPartitions, tracing, events), NAME + "-source");
        Sinks.addRooms(topology, NAME, NAME);
        Sinks.addDeadLetters(topology, NAME, NAME);
    }
}
