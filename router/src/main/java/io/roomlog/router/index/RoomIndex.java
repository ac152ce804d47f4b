package io.roomlog.router.index;

import io.roomlog.common.log.Topics;
import io.roomlog.router.log.PartitionOffsets;
import io.roomlog.router.log.Progress;
import io.roomlog.router.log.Sinks;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Stream;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.Stores;

/// The part of the topology that indexes `rooms`, and knows the ids of what is mirrored of other regions'.
public final class RoomIndex {
    /// The store's name.
    public static final String STORE = "roomlog-index";

    static final String NAME = "index";

    private final int roomPartitions;
    private final List<String> mirrored;
    private final PartitionOffsets offsets;
    private final Duration pruneEvery;
    private final IndexEvents events;
    private final ConcurrentMap<Integer, Progress> progress = new ConcurrentHashMap<>();

    /// @param roomPartitions partition count of `rooms`
    /// @param mirrored the other regions, whose records a mirror brings
    /// @param pruneEvery the time between two looks for what is no longer in the log
    public RoomIndex(
            int roomPartitions,
            List<String> mirrored,
            PartitionOffsets offsets,
            Duration pruneEvery,
            IndexEvents events) {
        this.roomPartitions = roomPartitions;
        this.mirrored = List.copyOf(mirrored);
        this.offsets = offsets;
        this.pruneEvery = pruneEvery;
        this.events = events;
    }

    /// Adds it, with a store on disk.
    public void addTo(Topology topology) {
        addTo(topology, Stores.persistentKeyValueStore(STORE));
    }

    void addTo(Topology topology, KeyValueBytesStoreSupplier store) {
        String[] topics = Stream.concat(
                        Stream.of(Topics.ROOMS), mirrored.stream().map(region -> Topics.mirrored(region, Topics.ROOMS)))
                .toArray(String[]::new);
        topology.addSource(NAME + "-source", new ByteArrayDeserializer(), new ByteArrayDeserializer(), topics);
        topology.addProcessor(
                NAME,
                () -> new IndexProcessor(roomPartitions, mirrored, offsets, pruneEvery, events, progress),
                NAME + "-source");
        topology.addStateStore(Stores.keyValueStoreBuilder(store, Serdes.Bytes(), Serdes.ByteArray()), NAME);
        Sinks.addRooms(topology, NAME, NAME);
        Sinks.addDeadLetters(topology, NAME, NAME);
    }

    /// Whether other regions' ids are known.
    boolean isMirrored() {
        return !mirrored.isEmpty();
    }

    /// The offset up to which a partition that is here has been indexed; empty where it is not here.
    public Optional<Long> indexed(int partition) {
        return Optional.ofNullable(progress.get(partition)).map(Progress::next);
    }
}
