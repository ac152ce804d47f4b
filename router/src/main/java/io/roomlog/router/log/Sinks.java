package io.roomlog.router.log;

import io.roomlog.common.log.RoomKey;
import io.roomlog.common.log.Topics;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.Topology;

/// Where the topology's parts write. Each part has sinks of its own: sharing one would make them one part.
public final class Sinks {
    private Sinks() {}

    /// The name of a part's way to `rooms`.
    public static String rooms(String part) {
        return part + "-rooms";
    }

    /// The name of a part's way to the dead letters.
    public static String deadLetters(String part) {
        return part + "-dead-letters";
    }

    /// A way to `rooms`, where the key says the partition.
    public static void addRooms(Topology topology, String part, String processor) {
        topology.addSink(
                rooms(part),
                Topics.ROOMS,
                new ByteArraySerializer(),
                new ByteArraySerializer(),
                (topic, key, value, partitions) -> Optional.of(Set.of(RoomKey.partitionOf(key, partitions))),
                processor);
    }

    /// A way to the dead letters.
    public static void addDeadLetters(Topology topology, String part, String processor) {
        topology.addSink(
                deadLetters(part),
                Topics.DEAD_LETTERS,
                new ByteArraySerializer(),
                new ByteArraySerializer(),
                processor);
    }
}
