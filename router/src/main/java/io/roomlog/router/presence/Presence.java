package io.roomlog.router.presence;

import io.roomlog.common.log.Topics;
import io.roomlog.router.log.PartitionOffsets;
import io.roomlog.router.log.Sinks;
import java.time.Duration;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.Stores;

/// The part of the topology that knows who is in which room, in all regions. A session's records lie in the same
/// partition everywhere, so a task reads those of all regions side by side.
///
/// @param retention how long a session is kept that nothing is heard of
/// @param silence how long after its last record a session is no longer held by its edge, by the stamps of later
///     ones
/// @param offsets where `sessions` ends
/// @param verdicts which edges of this region are dead
/// @param regions whose sockets are told of
/// @param views where the tasks' views are seen
public record Presence(
        Duration retention,
        Duration silence,
        PartitionOffsets offsets,
        Verdicts verdicts,
        Regions regions,
        PresenceViews views,
        PresenceEvents events) {
    /// The store's name.
    public static final String STORE = "roomlog-presence";

    static final String NAME = "presence";

    /// Adds it, with a store on disk.
    public void addTo(Topology topology) {
        addTo(topology, Stores.persistentKeyValueStore(STORE));
    }

    void addTo(Topology topology, KeyValueBytesStoreSupplier store) {
        topology.addSource(
                NAME + "-source",
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer(),
                regions.topics(Topics.SESSIONS).toArray(String[]::new));
        topology.addProcessor(NAME, () -> new PresenceProcessor(this), NAME + "-source");
        topology.addStateStore(Stores.keyValueStoreBuilder(store, Serdes.Bytes(), Serdes.ByteArray()), NAME);
        Sinks.addRooms(topology, NAME, NAME);
        Sinks.addDeadLetters(topology, NAME, NAME);
    }
}
