package io.roomlog.edge.room;

import io.roomlog.common.bytes.Bytes;
import io.roomlog.common.cursor.PositionVector;
import io.roomlog.common.log.Rejected;
import io.roomlog.common.log.RoomKey;
import io.roomlog.common.log.RoomRecord;
import io.roomlog.common.log.Topics;
import io.roomlog.edge.log.Log;
import io.roomlog.edge.log.LogException;
import io.roomlog.edge.log.Tail;
import io.roomlog.edge.log.TailListener;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/// Hands the log's records to this edge's sockets: the one place where an order is made.
///
/// Everything happens on the tail's thread, between two records or for one record: who is in a room, where a
/// socket's live records begin (its fence), and which cursor stands behind each delivery. So a cursor's positions
/// are exactly the records that were dispatched before it. The thread only enqueues; it never writes to a
/// connection.
///
/// The public methods are thread-safe; their futures are completed on the tail's thread, so what follows must not
/// block there.
public final class Dispatcher implements TailListener, AutoCloseable {
    private static final Logger LOG = System.getLogger(Dispatcher.class.getName());
    private static final Bytes WAKE = Bytes.utf8("[\"wake\"]");
    private static final long BEHIND_RETRY_MS = 5;

    private final Log log;
    private final Tail tail;
    private final RoomEvents events;
    private final ScheduledExecutorService timer;
    private final long maxWaitingBytes;
    private final int announceLimit;
    private final byte[] edgeKey;
    private final int partitions;
    private final int[] roomsIn;
    private final Map<String, Room> rooms = new HashMap<>();
    private final PartitionGroups groups = new PartitionGroups();
    private long step;

    /// @param edgeKey the edge's id; its partition, as a room's key, is the home of the rooms of this edge's own
    ///     sockets
    /// @param maxWaitingBytes most that waits for one socket while it catches up
    /// @param announceLimit members of a room on this edge above which comings and goings are not announced
    /// @param onDeath told when the tail has ended by an error
    public Dispatcher(
            Log log,
            byte[] edgeKey,
            RoomEvents events,
            ScheduledExecutorService timer,
            long maxWaitingBytes,
            int announceLimit,
            Runnable onDeath) {
        this.log = log;
        this.edgeKey = edgeKey;
        this.events = events;
        this.timer = timer;
        this.maxWaitingBytes = maxWaitingBytes;
        this.announceLimit = announceLimit;
        this.partitions = log.layout().roomPartitions();
        this.roomsIn = new int[partitions];
        this.tail = log.tail(this, onDeath);
    }

    /// Begins, and keeps this edge's home partition open for good.
    public void start() {
        int home = RoomKey.partitionOf(edgeKey, partitions);
        tail.start();
        roomsIn[home]++;
        long end = log.offsets().latest(List.of(home)).join().getOrDefault(home, 0L);
        tail.execute(() -> tail.open(home, end)).join();
    }

    /// A record in the home partition ends the fetch that Kafka's client has under way, so that the next one, with
    /// the partitions that were added, begins at once. Nobody gets it.
    @Override
    public void onOpened() {
        RoomRecord wake = RoomRecord.control(WAKE, Optional.empty(), 0);
        int home = RoomKey.partitionOf(edgeKey, partitions);
        Thread.ofVirtual().name("edge-wake").start(() -> {
            var _ = log.appender().append(Topics.ROOMS, home, edgeKey, WAKE.toArray(), wake.headers());
        });
    }

    // ---- membership

    /// Puts a socket into rooms: from the fence on it gets their records, which wait, with those of all its rooms,
    /// until [#release]. What was in a room when this was called is not for it.
    ///
    /// @return the fence; fails with a [LogException] if the log does not say where a partition ends
    public CompletableFuture<Fence> subscribe(Subscriber socket, Collection<RoomKey> added) {
        return subscribe(socket, List.copyOf(added), Map.of(), PositionVector.EMPTY);
    }

    /// The same for a socket that was in these rooms before, on whatever edge: what was in them already is read
    /// back up to the fence. Where the socket is ahead of this edge, the fence lies where the socket is.
    ///
    /// @param joined its rooms, with the first offset that it is to have of each
    /// @param reached how far it is
    public CompletableFuture<Fence> resubscribe(Subscriber socket, Map<RoomKey, Long> joined, PositionVector reached) {
        return subscribe(socket, List.copyOf(joined.keySet()), joined, reached);
    }

    private CompletableFuture<Fence> subscribe(
            Subscriber socket, List<RoomKey> keys, Map<RoomKey, Long> known, PositionVector reached) {
        Set<Integer> needed = new TreeSet<>();
        keys.forEach(key -> needed.add(key.partition(partitions)));
        return log.offsets().latest(needed).handle(Dispatcher::orUnavailable).thenCompose(ends -> {
            CompletableFuture<Fence> fence = new CompletableFuture<>();
            return tail.execute(() -> {
                        hold(socket);
                        Map<RoomKey, Long> joined = new HashMap<>();
                        keys.forEach(key -> joined.put(key, enter(socket, key, ends, known.get(key))));
                        socket.own.replaceAll((partition, next) ->
                                Math.max(next, reached.next(0, partition).orElse(0)));
                        fence.complete(new Fence(socket.own, joined));
                    })
                    .thenCompose(done -> fence);
        });
    }

    private static Map<Integer, Long> orUnavailable(@Nullable Map<Integer, Long> found, @Nullable Throwable failure) {
        if (found == null) {
            throw new CompletionException(new LogException(
                    LogException.Reason.UNAVAILABLE,
                    "the log does not say where its partitions end",
                    failure == null ? new IllegalStateException() : failure));
        }
        return found;
    }

    /// Takes a socket out of rooms; what comes for the others waits until [#release].
    ///
    /// @return the fence for the partitions that are left
    public CompletableFuture<Fence> unsubscribe(Subscriber socket, Collection<RoomKey> removed) {
        CompletableFuture<Fence> fence = new CompletableFuture<>();
        return tail.execute(() -> {
                    hold(socket);
                    removed.forEach(key -> exit(socket, key));
                    fence.complete(new Fence(socket.own, Map.of()));
                })
                .thenCompose(done -> fence);
    }

    /// Makes a socket level again: what has waited goes out, then it is live.
    public CompletableFuture<Void> release(Subscriber socket) {
        return tail.execute(() -> {
            socket.held = false;
            flush(socket);
        });
    }

    /// Takes a socket out of all rooms, for good; nothing more goes to it.
    public void drop(Subscriber socket) {
        tail.run(() -> retainOnly(socket, Set.of()));
    }

    /// Takes a socket whose connection is lost out of all rooms but one, of which it gets the control records.
    public CompletableFuture<Void> dropAllBut(Subscriber socket, RoomKey kept) {
        return tail.execute(() -> retainOnly(socket, Set.of(kept.text())));
    }

    private void retainOnly(Subscriber socket, Set<String> kept) {
        hold(socket);
        socket.muted = true;
        socket.waiting.clear();
        for (Room room : List.copyOf(socket.rooms.values())) {
            if (!kept.contains(room.key().text())) {
                exit(socket, room.key());
            }
        }
    }

    private void hold(Subscriber socket) {
        if (!socket.level && !socket.held) {
            // what has waited for the edge belongs before the change that begins
            sendWaiting(socket);
        }
        socket.held = true;
        if (!socket.level) {
            return;
        }
        socket.level = false;
        socket.own.clear();
        if (socket.group != null) {
            for (int partition : socket.group.partitions()) {
                socket.own.put(partition, tail.position(partition));
            }
            groups.leave(socket.group);
            socket.group = null;
        }
    }

    /// Puts a socket into a room.
    ///
    /// @param ends the log's ends, asked for by the caller
    /// @param known the first offset that it is to have of the room, where it joined it before;
    ///     null where what is in the room already is not for it
    /// @return that offset
    private long enter(Subscriber socket, RoomKey key, Map<Integer, Long> ends, @Nullable Long known) {
        String name = key.text();
        int partition = key.partition(partitions);
        long end = ends.getOrDefault(partition, 0L);
        if (socket.muted) {
            return end;
        }
        if (!tail.isOpen(partition)) {
            tail.open(partition, end);
        }
        long joinedAt = known == null ? Math.max(tail.position(partition), end) : known;
        if (socket.rooms.containsKey(name)) {
            return joinedAt;
        }
        Room room = rooms.get(name);
        if (room == null) {
            room = new Room(key, partition);
            rooms.put(name, room);
            roomsIn[partition]++;
        }
        room.add(socket);
        socket.rooms.put(name, room);
        socket.own.putIfAbsent(partition, tail.position(partition));
        socket.floors.put(room, joinedAt);
        return joinedAt;
    }

    private void exit(Subscriber socket, RoomKey key) {
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
                tail.close(partition);
            }
        }
        if (socket.rooms.values().stream().noneMatch(other -> other.partition() == partition)) {
            socket.own.remove(partition);
        }
    }

    /// Lets go what has waited, unless the socket is held again.
    private void flush(Subscriber socket) {
        if (socket.muted || socket.held || socket.level) {
            return;
        }
        sendWaiting(socket);
        levelOrLater(socket);
    }

    private static void sendWaiting(Subscriber socket) {
        socket.waiting.forEach(item -> {
            socket.own.put(item.partition(), item.offset() + 1);
            deliver(socket, item.frame(), () -> CursorTrail.bytes(PositionVector.of(0, socket.own)));
        });
        socket.waiting.clear();
        socket.waitingBytes = 0;
    }

    /// A socket that is ahead of this edge stays on its own positions until the edge has come up to it: a position
    /// never goes back.
    private void levelOrLater(Subscriber socket) {
        boolean ahead = socket.own.entrySet().stream().anyMatch(at -> at.getValue() > tail.position(at.getKey()))
                || socket.floors.entrySet().stream()
                        .anyMatch(
                                at -> at.getValue() > tail.position(at.getKey().partition()));
        if (ahead) {
            var _ = timer.schedule(() -> tail.run(() -> flush(socket)), BEHIND_RETRY_MS, TimeUnit.MILLISECONDS);
            return;
        }
        socket.level = true;
        socket.floors.clear();
        PartitionGroup group = groups.enter(socket.own.keySet());
        socket.group = group;
        socket.own.clear();
    }

    // ---- dispatch

    @Override
    public void onRecord(
            int partition,
            long offset,
            long timestamp,
            byte @Nullable [] key,
            byte @Nullable [] value,
            Headers headers) {
        step++;
        if (key == null) {
            setAside(partition, offset, "no key");
            return;
        }
        Room room = rooms.get(new String(key, StandardCharsets.UTF_8));
        if (room == null || room.partition() != partition) {
            return;
        }
        switch (RoomRecord.read(value, headers)) {
            case Rejected(String reason) -> setAside(partition, offset, reason);
            case RoomRecord record -> dispatch(room, record, offset);
        }
    }

    private void dispatch(Room room, RoomRecord record, long offset) {
        switch (record.kind()) {
            case CONTROL -> {
                for (int i = room.count() - 1; i >= 0; i--) {
                    room.member(i).onControl().accept(record);
                }
            }
            case JOINED, LEFT -> {
                if (room.count() <= announceLimit) {
                    deliver(room, record, offset);
                }
            }
            case EVENT -> deliver(room, record, offset);
        }
    }

    private void deliver(Room room, RoomRecord record, long offset) {
        EventFrame frame = new EventFrame(room.key().namespace(), record.value(), record.attachments());
        int sockets = 0;
        for (int i = 0; i < room.count(); i++) {
            Subscriber socket = room.member(i);
            if (socket.muted || !socket.wants(record)) {
                continue;
            }
            sockets++;
            PartitionGroup group = socket.group;
            if (group != null) {
                deliver(socket, frame, () -> group.vector(tail.positions(), step));
            } else if (socket.isDue(room, offset)) {
                await(socket, frame, room.partition(), offset);
            }
        }
        events.delivered(sockets);
    }

    private static void deliver(Subscriber socket, EventFrame frame, Supplier<byte[]> vector) {
        CursorTrail trail = socket.trail();
        socket.outlet().accept(trail == null ? new DirectEvent(frame, null) : new Delivery(frame, trail, vector.get()));
    }

    private void await(Subscriber socket, EventFrame frame, int partition, long offset) {
        socket.waiting.add(new Subscriber.Waiting(frame, partition, offset));
        socket.waitingBytes += frame.size();
        if (socket.waitingBytes > maxWaitingBytes) {
            socket.muted = true;
            socket.waiting.clear();
            socket.onOverflow().run();
        }
    }

    private void setAside(int partition, long offset, String reason) {
        events.setAside();
        LOG.log(
                Level.WARNING,
                "record set aside partition={0} offset={1} reason={2}",
                Integer.toString(partition),
                Long.toString(offset),
                reason);
    }

    @Override
    public void onGap(int partition, long from, long to, boolean reset) {
        step++;
        events.gap();
        List<Room> affected = new ArrayList<>(rooms.values());
        affected.removeIf(room -> room.partition() != partition);
        for (Room room : affected) {
            EventFrame frame =
                    GapEvents.frame(room.key(), log.layout().epoch(), partition, from, to, reset ? "reset" : "expired");
            for (int i = 0; i < room.count(); i++) {
                Subscriber socket = room.member(i);
                PartitionGroup group = socket.group;
                if (group != null && !socket.muted) {
                    deliver(socket, frame, () -> group.vector(tail.positions(), step));
                } else if (!socket.muted) {
                    await(socket, frame, partition, to - 1);
                }
            }
        }
    }

    @Override
    public void close() {
        tail.close();
    }
}
