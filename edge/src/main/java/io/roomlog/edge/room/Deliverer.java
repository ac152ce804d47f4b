package io.roomlog.edge.room;

import io.opentelemetry.api.trace.SpanKind;
import io.roomlog.common.log.RoomKey;
import io.roomlog.common.log.RoomRecord;
import io.roomlog.common.trace.Tracing;
import io.roomlog.edge.log.Tail;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Hands a record to the sockets of its room. The tail's thread only.
final class Deliverer {
    private final Tail tail;
    private final Fences fences;
    private final RoomEvents events;
    private final Tracing tracing;
    private final int announceLimit;
    private long step;

    /// @param announceLimit sockets in a room above which comings and goings are not told to them
    Deliverer(Tail tail, Fences fences, RoomEvents events, Tracing tracing, int announceLimit) {
        this.tail = tail;
        this.fences = fences;
        this.events = events;
        this.tracing = tracing;
        this.announceLimit = announceLimit;
    }

    /// A position has moved.
    void step() {
        step++;
    }

    /// @param stamp milliseconds since 1970, as the log stamped it
    void dispatch(Room room, RoomRecord record, int slot, long offset, long stamp) {
        switch (record.kind()) {
            case CONTROL -> {
                SubscriberListener.Place at = new SubscriberListener.Place(slot, offset);
                for (Subscriber socket : room.snapshot()) {
                    if (socket.level || socket.isDue(room, slot, offset)) {
                        socket.listener().control(record, at);
                    }
                }
            }
            case JOINED -> {
                if (room.count() <= announceLimit) {
                    deliver(room, record, slot, offset, stamp);
                }
            }
            case LEFT -> {
                tellDeparted(room, record, slot, offset);
                if (room.count() <= announceLimit) {
                    deliver(room, record, slot, offset, stamp);
                }
            }
            case EVENT -> deliver(room, record, slot, offset, stamp);
        }
    }

    private static void tellDeparted(Room room, RoomRecord record, int slot, long offset) {
        String sid = record.sid().orElse("");
        for (int i = 0; i < room.count(); i++) {
            Subscriber socket = room.member(i);
            if (socket.sid().equals(sid) && (socket.level || socket.isDue(room, slot, offset))) {
                socket.listener().departed(room.key(), record);
            }
        }
    }

    private void deliver(Room room, RoomRecord record, int slot, long offset, long stamp) {
        long dispatched = System.nanoTime();
        EventFrame frame =
                new EventFrame(room.key().namespace(), record.value(), record.attachments(), stamp, dispatched);
        // of an emit to all there is one copy for each socket
        Optional<Subscriber.Copy> copy = RoomKey.isEveryone(room.key().room())
                ? Optional.empty()
                : record.emitId().map(id -> new Subscriber.Copy(id.low(), stamp));
        int sockets = 0;
        for (int i = 0; i < room.count(); i++) {
            Subscriber socket = room.member(i);
            if (!socket.muted && socket.wants(record) && (socket.level || socket.isDue(room, slot, offset))) {
                sockets++;
                if (copy.isEmpty()) {
                    deliver(socket, frame, room, slot, offset + 1);
                } else {
                    deliver(socket, new Subscriber.Waiting(frame, room, slot, offset + 1, copy.get()));
                }
            }
        }
        events.delivered(sockets, stamp, dispatched);
        if (record.traceparent().isPresent() && sockets > 0) {
            tracing.begin("deliver", SpanKind.CONSUMER, record.traceparent(), stamp)
                    .with("messaging.destination.partition.id", room.partition())
                    .with("messaging.kafka.offset", offset)
                    .with("roomlog.sockets", sockets)
                    .end();
        }
    }

    private void deliver(Subscriber socket, EventFrame frame, Room room, int slot, long next) {
        SlotGroup group = socket.group;
        if (group != null) {
            socket.send(frame, group.vector(tail.positions(), step));
        } else if (socket.holds > 0) {
            fences.await(socket, new Subscriber.Waiting(frame, room, slot, next, null));
        } else {
            socket.own.put(slot, next);
            socket.send(frame, socket.own);
        }
    }

    /// A copy of a wide emit: the socket gets the first that comes. Where it came back, and it is not known what it
    /// had before, it is held at this place, and what comes from here on is read back by whoever can look at that.
    private void deliver(Subscriber socket, Subscriber.Waiting copy) {
        if (socket.holds > 0) {
            fences.await(socket, copy);
        } else if (fences.isUnsure(socket, copy)) {
            fences.holdBefore(socket, copy.slot(), copy.next() - 1);
            socket.listener().behind();
        } else if (socket.isFirst(copy)) {
            deliver(socket, copy.frame(), copy.room(), copy.slot(), copy.next());
        }
    }

    /// A range is lost to live sockets. Of several gaps of one socket only the last moves its position, or a
    /// cut between two of them would lose the others.
    ///
    /// @param rooms of the slot's partition
    void lose(List<Room> rooms, GapEvents gaps, GapEvents.Reason reason, int slot, long from, long to) {
        Map<Subscriber, List<Room>> affected = new LinkedHashMap<>();
        for (Room room : rooms) {
            for (Subscriber socket : room.snapshot()) {
                affected.computeIfAbsent(socket, one -> new ArrayList<>()).add(room);
            }
        }
        affected.forEach((socket, its) -> {
            if (socket.muted) {
                return;
            }
            for (Room room : its) {
                RoomKey key = room.key();
                EventFrame frame = gaps.frame(key, slot, from, to, reason);
                if (room == its.getLast()) {
                    deliver(socket, frame, room, slot, to);
                } else if (socket.holds > 0) {
                    fences.await(socket, new Subscriber.Waiting(frame, room, slot, from, null));
                } else {
                    socket.insert(frame);
                }
            }
        });
    }
}
