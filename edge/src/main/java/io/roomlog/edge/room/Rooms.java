package io.roomlog.edge.room;

import io.roomlog.common.log.RoomKey;
import io.roomlog.edge.log.Tail;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The rooms of this edge's sockets, and the partitions that are followed for them. The tail's thread only.
final class Rooms {
    private final Tail tail;
    private final HotTail hot;
    private final RecentIds recent;
    private final int partitions;
    private final int[] roomsIn;
    private final Map<String, Room> rooms = new HashMap<>();
    private final Map<Integer, Long> emptySince = new HashMap<>();

    Rooms(Tail tail, HotTail hot, RecentIds recent, int partitions) {
        this.tail = tail;
        this.hot = hot;
        this.recent = recent;
        this.partitions = partitions;
        this.roomsIn = new int[partitions];
    }

    @Nullable
    Room get(String key) {
        return rooms.get(key);
    }

    /// The rooms of a partition.
    List<Room> in(int partition) {
        return rooms.values().stream()
                .filter(room -> room.partition() == partition)
                .toList();
    }

    /// How many there are, by partition; what is followed for good counts as one more.
    Map<Integer, Integer> counts() {
        Map<Integer, Integer> counts = new HashMap<>();
        for (int partition = 0; partition < partitions; partition++) {
            if (roomsIn[partition] > 0) {
                counts.put(partition, roomsIn[partition]);
            }
        }
        return counts;
    }

    /// Follows a partition for good.
    void keepOpen(int partition, long start) {
        roomsIn[partition]++;
        open(partition, start);
    }

    /// Follows a partition for a while, unless it is followed already.
    void openForAWhile(int partition, long start) {
        if (!tail.isOpen(partition)) {
            open(partition, start);
        }
        if (roomsIn[partition] == 0) {
            emptySince.put(partition, System.nanoTime());
        }
    }

    private void open(int partition, long start) {
        tail.open(partition, start);
        hot.open(partition, start);
        recent.open(partition, start);
    }

    /// Puts a socket into a room.
    ///
    /// @param ends the log's ends, asked for by the caller
    /// @param known the first offset that it is to have of the room, where it joined it before; null where
    ///     what is in the room already is not for it
    /// @return that offset; where it is in the room already, the next that goes to it
    long enter(Subscriber socket, RoomKey key, Map<Integer, Long> ends, @Nullable Long known) {
        String name = key.text();
        int partition = key.partition(partitions);
        long end = ends.getOrDefault(partition, 0L);
        if (socket.muted) {
            return end;
        }
        if (!tail.isOpen(partition)) {
            open(partition, end);
        }
        Room entered = socket.rooms.get(name);
        if (entered != null) {
            return known == null ? due(socket, entered) : known;
        }
        long joinedAt = known == null ? Math.max(tail.position(partition), end) : known;
        Room room = rooms.get(name);
        if (room == null) {
            room = new Room(key, partition);
            rooms.put(name, room);
            roomsIn[partition]++;
            emptySince.remove(partition);
        }
        room.add(socket);
        socket.rooms.put(name, room);
        socket.own.putIfAbsent(partition, tail.position(partition));
        socket.floors.put(room, joinedAt);
        return joinedAt;
    }

    /// The next offset of a room that goes to a socket, which is held.
    private static long due(Subscriber socket, Room room) {
        long next = socket.own.getOrDefault(room.partition(), 0L);
        return Math.max(next, socket.floors.getOrDefault(room, 0L));
    }

    /// Follows no longer the partitions of which no room has been left for so long. Until then, whoever comes
    /// back finds the newest records in memory.
    void closeEmpty(Duration linger) {
        long now = System.nanoTime();
        emptySince.entrySet().removeIf(empty -> {
            boolean over = now - empty.getValue() > linger.toNanos();
            if (over) {
                tail.close(empty.getKey());
                hot.close(empty.getKey());
                recent.close(empty.getKey());
            }
            return over;
        });
    }

    /// Takes a socket out of a room; it must be held.
    void exit(Subscriber socket, RoomKey key) {
        Room room = socket.rooms.remove(key.text());
        if (room == null) {
            return;
        }
        room.remove(socket);
        socket.floors.remove(room);
        int partition = room.partition();
        if (room.count() == 0) {
            rooms.remove(key.text());
            roomsIn[partition]--;
            if (roomsIn[partition] == 0) {
                emptySince.put(partition, System.nanoTime());
            }
        }
    }
}
