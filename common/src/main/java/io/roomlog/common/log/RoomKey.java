package io.roomlog.common.log;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Utils;

/// A room of a namespace, and the key of its records.
///
/// @param namespace the Socket.IO namespace, beginning with `/`, without a comma
/// @param room the room's name, any characters
public record RoomKey(String namespace, String room) {
    /// Socket.IO's default namespace.
    public static final String DEFAULT_NAMESPACE = "/";

    /// What clients know of the rooms of all sockets of a namespace, as if they were one.
    public static final String EVERYONE = "~all";

    /// The record key: the room's name in the default namespace (`/,` before it where the name itself begins with
    /// `/`), elsewhere `/namespace,room`.
    public String text() {
        if (namespace.equals(DEFAULT_NAMESPACE)) {
            return room.startsWith("/") ? "/," + room : room;
        }
        return namespace + ',' + room;
    }

    /// The record key in UTF-8.
    public byte[] bytes() {
        return text().getBytes(StandardCharsets.UTF_8);
    }

    /// The room that a record key stands for. Every text stands for one.
    public static RoomKey parse(String text) {
        if (text.startsWith("/")) {
            int comma = text.indexOf(',');
            if (comma > 0) {
                return new RoomKey(text.substring(0, comma), text.substring(comma + 1));
            }
        }
        return new RoomKey(DEFAULT_NAMESPACE, text);
    }

    /// The room of all sockets of a namespace whose own rooms lie in a partition: so a socket is in one such room,
    /// and its cursor covers it as it is.
    ///
    /// @param partitions the topic's partition count
    public static RoomKey everyone(String namespace, int partition, int partitions) {
        for (int number = 0; ; number++) {
            RoomKey key = new RoomKey(namespace, EVERYONE + ':' + number);
            if (key.partition(partitions) == partition) {
                return key;
            }
        }
    }

    /// Whether a room's name is that of a room of all sockets.
    public static boolean isEveryone(String room) {
        return room.startsWith(EVERYONE)
                && (room.length() == EVERYONE.length() || room.charAt(EVERYONE.length()) == ':');
    }

    /// The partition of this room: Kafka's default (murmur2) of the key.
    ///
    /// @param partitions the topic's partition count
    public int partition(int partitions) {
        return partitionOf(bytes(), partitions);
    }

    /// The partition that Kafka's default partitioner gives a key.
    public static int partitionOf(byte[] key, int partitions) {
        return Utils.toPositive(Utils.murmur2(key)) % partitions;
    }
}
