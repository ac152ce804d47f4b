package io.roomlog.common.log;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/// A record of the `fanout` topic: an emit, or a command, and some of the rooms that it is for. It is whole by itself:
/// an emit with many rooms is several of these. Its key is the emit's id.
///
/// @param record what each room gets a copy of, with its `emit`
/// @param namespace of the rooms
/// @param rooms the rooms' names; none stands for all sockets of the namespace
public record FanoutRecord(RoomRecord record, String namespace, List<String> rooms) {
    /// Most rooms of one record: so that what is wide does not hold up for long what is not.
    public static final int MAX_ROOMS = 1_000;

    private static final String NAMESPACE = "namespace";
    private static final String ROOMS = "rooms";
    private static final int LENGTH_BYTES = 2;

    public FanoutRecord {
        rooms = List.copyOf(rooms);
        if (record.emit().isEmpty()) {
            throw new IllegalArgumentException("a wide emit has an id");
        }
    }

    /// An emit to many rooms, in as many records as it takes.
    ///
    /// @param maxBytes about how large one may be; each holds one room at least
    public static List<FanoutRecord> split(RoomRecord record, String namespace, List<String> rooms, long maxBytes) {
        List<FanoutRecord> all = new ArrayList<>();
        List<String> some = new ArrayList<>();
        long bytes = record.size();
        for (String room : rooms) {
            int length = room.getBytes(StandardCharsets.UTF_8).length + LENGTH_BYTES;
            if (!some.isEmpty() && (some.size() == MAX_ROOMS || bytes + length > maxBytes)) {
                all.add(new FanoutRecord(record, namespace, some));
                some.clear();
                bytes = record.size();
            }
            some.add(room);
            bytes += length;
        }
        all.add(new FanoutRecord(record, namespace, some));
        return all;
    }

    /// The partition that one of an emit's records goes to. What is one record goes to the first half of the
    /// partitions, what is more to the others, spread: so it is not waited for.
    ///
    /// @param index which of the emit's records it is
    /// @param total how many they are
    /// @param partitions partition count of `fanout`
    public int partition(int index, int total, int partitions) {
        int narrow = partitions / 2;
        int wide = partitions - narrow;
        int hash = RoomKey.partitionOf(key(), Integer.MAX_VALUE);
        return total == 1 && narrow > 0 ? hash % narrow : narrow + (hash % wide + index) % wide;
    }

    /// The record's key.
    public byte[] key() {
        return record.emit().orElseThrow().getBytes(StandardCharsets.UTF_8);
    }

    /// The Kafka headers that stand for everything but the value, which is the emit's.
    public Headers headers() {
        Headers headers = record.headers();
        headers.add(NAMESPACE, namespace.getBytes(StandardCharsets.UTF_8));
        if (!rooms.isEmpty()) {
            headers.add(ROOMS, encode(rooms));
        }
        return headers;
    }

    private static byte[] encode(List<String> rooms) {
        List<byte[]> names = rooms.stream()
                .map(room -> room.getBytes(StandardCharsets.UTF_8))
                .toList();
        ByteBuffer out = ByteBuffer.allocate(
                names.stream().mapToInt(name -> name.length + LENGTH_BYTES).sum());
        names.forEach(name -> out.putShort((short) name.length).put(name));
        return out.array();
    }

    /// Reads a record back; empty where it is none.
    public static Optional<FanoutRecord> read(byte @Nullable [] value, Headers headers) {
        Header namespace = headers.lastHeader(NAMESPACE);
        Header rooms = headers.lastHeader(ROOMS);
        if (namespace == null
                || namespace.value() == null
                || !(RoomRecord.read(value, headers) instanceof RoomRecord record)
                || record.emit().isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new FanoutRecord(
                    record,
                    new String(namespace.value(), StandardCharsets.UTF_8),
                    rooms == null || rooms.value() == null ? List.of() : decode(rooms.value())));
        } catch (BufferUnderflowException e) {
            return Optional.empty();
        }
    }

    private static List<String> decode(byte[] bytes) {
        List<String> rooms = new ArrayList<>();
        for (ByteBuffer in = ByteBuffer.wrap(bytes); in.hasRemaining(); ) {
            byte[] name = new byte[Math.min(Short.toUnsignedInt(in.getShort()), in.remaining() + 1)];
            in.get(name);
            rooms.add(new String(name, StandardCharsets.UTF_8));
        }
        return rooms;
    }

    /// The rooms that get a copy.
    ///
    /// @param partitions partition count of `rooms`
    public List<RoomKey> targets(int partitions) {
        List<RoomKey> keys = new ArrayList<>();
        rooms.forEach(room -> keys.add(new RoomKey(namespace, room)));
        for (int partition = 0; rooms.isEmpty() && partition < partitions; partition++) {
            keys.add(RoomKey.everyone(namespace, partition, partitions));
        }
        return keys;
    }
}
