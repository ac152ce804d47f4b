package io.roomlog.edge.room;

import io.roomlog.common.cursor.RoomPlace;
import io.roomlog.common.cursor.Slots;
import io.roomlog.common.log.RoomKey;
import io.roomlog.edge.log.Tail;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToLongFunction;
import org.jspecify.annotations.Nullable;

/// The rooms of this edge's sockets, and the partitions that are followed for them. The tail's thread only.
final class Rooms {
    private final Tail tail;
    private final HotTail hot;
    private final RecentIds recent;
    private final Slots slots;
    private final int[] roomsIn;
    private final Map<String, Room> rooms = new HashMap<>();
    private final Map<Integer, Long> emptySince = new HashMap<>();

    Rooms(Tail tail, HotTail hot, RecentIds recent, Slots slots) {
        this.tail = tail;
        this.hot = hot;
        this.recent = recent;
        this.slots = slots;
        this.roomsIn = new int[slots.partitions()];
    }

    @Nullable
    Room get(String key) {
        return rooms.get(key);
    }

    /// The rooms of a slot.
    List<Room> in(int slot) {
        int partition = slots.partition(slot);
        return rooms.values().stream()
                .filter(room -> room.partition() == partition)
                .toList();
    }

    /// How many there are, by partition; what is followed for good counts as one more.
    Map<Integer, Integer> counts() {
        Map<Integer, Integer> counts = new HashMap<>();
        for (int partition = 0; partition < slots.partitions(); partition++) {
            if (roomsIn[partition] > 0) {
                counts.put(partition, roomsIn[partition]);
            }
        }
        return counts;
    }

    /// Follows a partition for good, in all of its slots.
    ///
    /// @param ends the log's ends
    void keepOpen(int partition, Map<Integer, Long> ends) {
        roomsIn[partition]++;
        openAll(slots.of(partition), ends);
    }

    private void openAll(int[] its, Map<Integer, Long> ends) {
        for (int slot : its) {
            if (!tail.isOpen(slot)) {
                open(slot, ends.getOrDefault(slot, 0L));
            }
        }
    }

    /// Follows a partition of the own region for a while, unless it is followed already.
    void openForAWhile(int partition, long start) {
        if (!tail.isOpen(partition)) {
            open(partition, start);
        }
        if (roomsIn[partition] == 0) {
            emptySince.put(partition, System.nanoTime());
        }
    }

    private void open(int slot, long start) {
        tail.open(slot, start);
        hot.open(slot, start);
        recent.open(slot, start);
    }

    /// Puts a socket into a room.
    ///
    /// @param ends the log's ends, asked for by the caller
    /// @param known the first place that it is to have of the room, where it joined it before; null where
    ///     what is in the room already is not for it
    /// @return that place; where it is in the room already, the next that goes to it. Where the socket is ahead of
    ///     this edge it is where the socket is: what lies before that does not go to it any more
    RoomPlace enter(Subscriber socket, RoomKey key, Map<Integer, Long> ends, @Nullable RoomPlace known) {
        String name = key.text();
        int partition = key.partition(slots.partitions());
        int[] its = slots.of(partition);
        if (socket.muted) {
            return place(its, slot -> ends.getOrDefault(slot, 0L));
        }
        openAll(its, ends);
        Room entered = socket.rooms.get(name);
        if (entered != null) {
            return known == null ? due(socket, entered) : known;
        }
        RoomPlace joinedAt = known == null ? place(its, slot -> live(socket, slot, ends)) : known;
        Room room = rooms.get(name);
        if (room == null) {
            room = new Room(key, its);
            rooms.put(name, room);
            roomsIn[partition]++;
            emptySince.remove(partition);
        }
        room.add(socket);
        socket.rooms.put(name, room);
        for (int slot : its) {
            socket.own.putIfAbsent(slot, tail.position(slot));
        }
        socket.floors.put(room, joinedAt);
        return joinedAt;
    }

    private static RoomPlace place(int[] its, IntToLongFunction next) {
        return RoomPlace.of(its.length, origin -> next.applyAsLong(its[origin]));
    }

    private long live(Subscriber socket, int slot, Map<Integer, Long> ends) {
        long newest = Math.max(tail.position(slot), ends.getOrDefault(slot, 0L));
        return Math.max(newest, socket.own.getOrDefault(slot, 0L));
    }

    /// The next place of a room that goes to a socket, which is held.
    private static RoomPlace due(Subscriber socket, Room room) {
        RoomPlace floor = socket.floors.get(room);
        return RoomPlace.of(
                room.slots().length,
                origin -> Math.max(
                        socket.own.getOrDefault(room.slots()[origin], 0L), floor == null ? 0 : floor.at(origin)));
    }

    /// Follows no longer the partitions of which no room has been left for so long. Until then, whoever comes
    /// back finds the newest records in memory.
    void closeEmpty(Duration linger) {
        long now = System.nanoTime();
        emptySince.entrySet().removeIf(empty -> {
            boolean over = now - empty.getValue() > linger.toNanos();
            if (over) {
                for (int slot : slots.of(empty.getKey())) {
                    close(slot);
                }
            }
            return over;
        });
    }

    private void close(int slot) {
        if (tail.isOpen(slot)) {
            tail.close(slot);
            hot.close(slot);
            recent.close(slot);
        }
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
