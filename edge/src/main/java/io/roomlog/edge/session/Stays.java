package io.roomlog.edge.session;

import io.roomlog.common.cursor.RoomPlace;
import io.roomlog.common.cursor.Slots;
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
    private final Map<Integer, Map<String, List<Stay>>> bySlot = new TreeMap<>();
    private final Slots slots;

    /// One stay in a room, of what lies in one slot.
    ///
    /// @param from first offset that the socket is to have
    /// @param until first offset that it is not
    /// @param removed whether somebody else took it out of the room there
    record Stay(RoomKey room, long from, long until, boolean removed) {
        boolean covers(long offset) {
            return offset >= from && offset < until;
        }
    }

    /// @param slots of `rooms`
    Stays(SessionRecord state, Slots slots) {
        this.slots = slots;
        state.left()
                .forEach(left ->
                        add(new RoomKey(state.namespace(), left.room()), left.from(), left.until(), left.removed()));
        state.rooms().forEach((room, from) -> add(new RoomKey(state.namespace(), room), from, RoomPlace.END, false));
    }

    private void add(RoomKey room, RoomPlace from, RoomPlace until, boolean removed) {
        for (int slot : slotsOf(room)) {
            int origin = slots.origin(slot);
            bySlot.computeIfAbsent(slot, key -> new HashMap<>())
                    .computeIfAbsent(room.text(), key -> new ArrayList<>(1))
                    .add(new Stay(room, from.at(origin), until.at(origin), removed));
        }
    }

    int[] slotsOf(RoomKey room) {
        return slots.of(room.partition(slots.partitions()));
    }

    /// Ends the stay in a room that goes on.
    ///
    /// @return whether there was one
    boolean leave(RoomKey room, RoomPlace until) {
        boolean left = false;
        for (int slot : slotsOf(room)) {
            left |= leave(room, slot, until.at(slots.origin(slot)));
        }
        return left;
    }

    private boolean leave(RoomKey room, int slot, long until) {
        List<Stay> its = bySlot.getOrDefault(slot, Map.of()).getOrDefault(room.text(), List.of());
        for (Stay stay : List.copyOf(its)) {
            if (stay.until() == Long.MAX_VALUE && stay.from() <= until) {
                its.remove(stay);
                its.add(new Stay(room, stay.from(), until, false));
                return true;
            }
        }
        return false;
    }

    /// The origin that a slot belongs to.
    int origin(int slot) {
        return slots.origin(slot);
    }

    Set<Integer> slots() {
        return bySlot.keySet();
    }

    /// The keys of the rooms in a slot.
    Set<String> keys(int slot) {
        return bySlot.getOrDefault(slot, Map.of()).keySet();
    }

    /// All stays in rooms of a slot.
    List<Stay> in(int slot) {
        return bySlot.getOrDefault(slot, Map.of()).values().stream()
                .flatMap(List::stream)
                .toList();
    }

    /// Whether a record of a room is for the socket.
    boolean cover(int slot, String key, long offset) {
        return bySlot.getOrDefault(slot, Map.of()).getOrDefault(key, List.of()).stream()
                .anyMatch(stay -> stay.covers(offset));
    }

    /// Whether a stay goes on in a room of a slot.
    boolean isIn(int slot) {
        return in(slot).stream().anyMatch(stay -> stay.until() == Long.MAX_VALUE);
    }

    /// The first offset of a slot that the socket is to have, if it has had nothing yet.
    long begin(int slot) {
        return in(slot).stream().mapToLong(Stay::from).min().orElse(0);
    }
}
