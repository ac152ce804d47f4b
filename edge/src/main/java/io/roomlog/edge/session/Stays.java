package io.roomlog.edge.session;

import io.roomlog.common.log.RoomKey;
import io.roomlog.common.log.SessionRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// What a socket is to have of its rooms: those that it is in from where it joined them, those that it has
/// left up to there.
final class Stays {
    private final Map<Integer, Map<String, List<Stay>>> byPartition = new TreeMap<>();
    private final int partitions;

    /// One stay in a room.
    ///
    /// @param from first offset that the socket is to have
    /// @param until first offset that it is not
    /// @param removed whether somebody else took it out of the room there
    record Stay(RoomKey room, long from, long until, boolean removed) {
        boolean covers(long offset) {
            return offset >= from && offset < until;
        }
    }

    /// @param partitions partition count of `rooms`
    Stays(SessionRecord state, int partitions) {
        this.partitions = partitions;
        state.left()
                .forEach(left -> add(new Stay(
                        new RoomKey(state.namespace(), left.room()), left.from(), left.until(), left.removed())));
        state.rooms()
                .forEach((room, from) ->
                        add(new Stay(new RoomKey(state.namespace(), room), from, Long.MAX_VALUE, false)));
    }

    private void add(Stay stay) {
        byPartition
                .computeIfAbsent(partition(stay.room()), partition -> new HashMap<>())
                .computeIfAbsent(stay.room().text(), key -> new ArrayList<>(1))
                .add(stay);
    }

    int partition(RoomKey room) {
        return room.partition(partitions);
    }

    /// Ends the stay in a room that goes on.
    ///
    /// @return whether there was one
    boolean leave(RoomKey room, long until) {
        List<Stay> its = byPartition.getOrDefault(partition(room), Map.of()).getOrDefault(room.text(), List.of());
        for (Stay stay : List.copyOf(its)) {
            if (stay.until() == Long.MAX_VALUE && stay.from() <= until) {
                its.remove(stay);
                its.add(new Stay(room, stay.from(), until, false));
                return true;
            }
        }
        return false;
    }

    Set<Integer> partitions() {
        return byPartition.keySet();
    }

    /// The keys of the rooms in a partition.
    Set<String> keys(int partition) {
        return byPartition.getOrDefault(partition, Map.of()).keySet();
    }

    /// All stays in rooms of a partition.
    List<Stay> in(int partition) {
        return byPartition.getOrDefault(partition, Map.of()).values().stream()
                .flatMap(List::stream)
                .toList();
    }

    /// Whether a record of a room is for the socket.
    boolean cover(int partition, String key, long offset) {
        return byPartition.getOrDefault(partition, Map.of()).getOrDefault(key, List.of()).stream()
                .anyMatch(stay -> stay.covers(offset));
    }

    /// Whether a stay goes on in a room of a partition.
    boolean isIn(int partition) {
        return in(partition).stream().anyMatch(stay -> stay.until() == Long.MAX_VALUE);
    }

    /// The first offset of a partition that the socket is to have, if it has had nothing yet.
    long begin(int partition) {
        return in(partition).stream().mapToLong(Stay::from).min().orElse(0);
    }
}
