package io.roomlog.edge.room;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// The sockets that are ahead of this edge, each by one place that the edge has yet to come up to. The tail's thread
/// only.
final class AheadSockets {
    private final List<SortedMap<Long, Set<Subscriber>>> bySlot = new ArrayList<>();

    /// Where a socket waits.
    record Place(int slot, long next) {}

    AheadSockets(int slots) {
        for (int slot = 0; slot < slots; slot++) {
            bySlot.add(new TreeMap<>());
        }
    }

    /// Has a socket wait for a place.
    void add(Subscriber socket, Place place) {
        remove(socket);
        socket.aheadAt = place;
        bySlot.get(place.slot())
                .computeIfAbsent(place.next(), key -> new LinkedHashSet<>())
                .add(socket);
    }

    /// A socket no longer waits.
    void remove(Subscriber socket) {
        Place place = socket.aheadAt;
        if (place != null) {
            socket.aheadAt = null;
            SortedMap<Long, Set<Subscriber>> places = bySlot.get(place.slot());
            Set<Subscriber> sockets = places.getOrDefault(place.next(), Set.of());
            if (sockets.size() == 1) {
                places.remove(place.next());
            } else {
                sockets.remove(socket);
            }
        }
    }

    /// Takes out those whose place the edge has come up to.
    ///
    /// @param position the slot's next offset
    Collection<Subscriber> reached(int slot, long position) {
        SortedMap<Long, Set<Subscriber>> places = bySlot.get(slot);
        if (places.isEmpty() || places.firstKey() > position) {
            return List.of();
        }
        List<Subscriber> sockets = new ArrayList<>();
        places.headMap(position + 1).values().forEach(sockets::addAll);
        sockets.forEach(this::remove);
        return sockets;
    }
}
