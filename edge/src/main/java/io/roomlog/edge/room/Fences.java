package io.roomlog.edge.room;

import io.roomlog.common.cursor.RoomPlace;
import io.roomlog.common.cursor.Slots;
import io.roomlog.edge.log.Tail;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Holds sockets back and makes them level again. The tail's thread only.
///
/// From the moment at which a socket is held, its fence, what comes for it waits, bounded in bytes. What is
/// more than that is let go: it is in the log, and whoever holds the socket reads it back from there when it
/// is released, up to a fence that is set anew. So a past of any length costs no more memory than the bound.
final class Fences {
    private final Tail tail;
    private final AheadSockets ahead;
    private final long maxWaitingBytes;
    private final Slots numbering;
    private final SlotGroups groups;

    Fences(Tail tail, Slots numbering, long maxWaitingBytes) {
        this.tail = tail;
        this.numbering = numbering;
        this.groups = new SlotGroups(numbering);
        this.ahead = new AheadSockets(numbering.count());
        this.maxWaitingBytes = maxWaitingBytes;
    }

    /// Holds a socket. May be called again before it has been released; the last release counts.
    void hold(Subscriber socket) {
        socket.holds++;
        if (!socket.level) {
            return;
        }
        socket.level = false;
        socket.own.clear();
        if (socket.group != null) {
            for (int slot : socket.group.slots()) {
                socket.own.put(slot, tail.position(slot));
            }
            groups.leave(socket.group);
            socket.group = null;
        }
    }

    /// Holds a socket before the record that is being dispatched; what comes from there on is let go.
    void holdBefore(Subscriber socket, int slot, long offset) {
        hold(socket);
        socket.own.put(slot, offset);
        socket.overflowed = true;
    }

    /// Whether it has to be looked at what a socket had before it came back, to say whether it has had a copy.
    boolean isUnsure(Subscriber socket, Subscriber.Waiting item) {
        return item.copy() != null
                && socket.isUnsureOfEmits(
                        numbering.origin(item.slot()), item.copy().stamp());
    }

    /// Has what comes for a socket wait.
    void await(Subscriber socket, Subscriber.Waiting item) {
        if (socket.overflowed) {
            return;
        }
        socket.waiting.add(item);
        socket.waitingBytes += item.frame().size();
        if (socket.waitingBytes > maxWaitingBytes) {
            socket.overflowed = true;
            forget(socket);
        }
    }

    /// Takes one hold back. With the last one what has waited goes out, unless it was let go.
    ///
    /// @return what was let go and has to be read back; the socket is held on
    Optional<Missed> release(Subscriber socket) {
        socket.holds--;
        if (socket.holds > 0 || socket.muted) {
            return Optional.empty();
        }
        if (socket.overflowed || socket.waiting.stream().anyMatch(item -> isUnsure(socket, item))) {
            forget(socket);
            Map<Integer, Long> from = new TreeMap<>(socket.own);
            socket.own.replaceAll((slot, next) -> Math.max(next, tail.position(slot)));
            socket.overflowed = false;
            socket.holds = 1;
            return Optional.of(new Missed(from, socket.own));
        }
        for (Subscriber.Waiting item : socket.waiting) {
            socket.own.put(item.slot(), item.next());
            if (socket.isFirst(item)) {
                socket.send(item.frame(), socket.own);
            }
        }
        forget(socket);
        level(socket);
        return Optional.empty();
    }

    /// Lets go what waits of one room.
    void forget(Subscriber socket, Room room) {
        socket.waiting.removeIf(item -> {
            boolean its = item.room() == room;
            if (its) {
                socket.waitingBytes -= item.frame().size();
            }
            return its;
        });
    }

    /// Nothing more goes to a socket.
    void mute(Subscriber socket) {
        hold(socket);
        ahead.remove(socket);
        socket.muted = true;
        forget(socket);
    }

    private static void forget(Subscriber socket) {
        socket.waiting.clear();
        socket.waitingBytes = 0;
    }

    /// A slot has come up to a place.
    void reached(int slot, long next) {
        ahead.reached(slot, next).forEach(this::level);
    }

    /// A socket that is ahead of this edge stays on its own positions until the edge has come up to it: a
    /// position never goes back.
    private void level(Subscriber socket) {
        if (socket.holds > 0 || socket.level || socket.muted) {
            return;
        }
        // a partition whose last room was left meanwhile counts no longer
        Set<Integer> slots = new TreeSet<>();
        for (Room room : socket.rooms.values()) {
            for (int slot : room.slots()) {
                slots.add(slot);
            }
        }
        socket.own.keySet().retainAll(slots);
        Optional<AheadSockets.Place> place = firstAhead(socket);
        if (place.isPresent()) {
            ahead.add(socket, place.get());
            return;
        }
        socket.level = true;
        socket.floors.clear();
        socket.group = groups.enter(slots);
        socket.own.clear();
    }

    private Optional<AheadSockets.Place> firstAhead(Subscriber socket) {
        for (Map.Entry<Integer, Long> at : socket.own.entrySet()) {
            if (at.getValue() > tail.position(at.getKey())) {
                return Optional.of(new AheadSockets.Place(at.getKey(), at.getValue()));
            }
        }
        for (Map.Entry<Room, RoomPlace> at : socket.floors.entrySet()) {
            int[] its = at.getKey().slots();
            for (int origin = 0; origin < its.length; origin++) {
                if (at.getValue().at(origin) > tail.position(its[origin])) {
                    return Optional.of(
                            new AheadSockets.Place(its[origin], at.getValue().at(origin)));
                }
            }
        }
        return Optional.empty();
    }
}
