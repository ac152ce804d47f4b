package io.roomlog.edge.room;

import io.roomlog.common.bytes.Bytes;
import io.roomlog.common.cursor.RoomPlace;
import io.roomlog.common.cursor.SessionPointer;
import io.roomlog.common.cursor.Slots;
import io.roomlog.common.log.RecordId;
import io.roomlog.common.log.Rejected;
import io.roomlog.common.log.RoomEntry;
import io.roomlog.common.log.RoomKey;
import io.roomlog.common.log.RoomRecord;
import io.roomlog.common.log.Topics;
import io.roomlog.common.trace.Tracing;
import io.roomlog.edge.log.Log;
import io.roomlog.edge.log.LogException;
import io.roomlog.edge.log.Tail;
import io.roomlog.edge.log.TailLag;
import io.roomlog.edge.log.TailListener;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/// Hands the log's records to this edge's sockets: the one place where an order is made.
///
/// Everything happens on the tail's thread, between two records or for one record: who is in a room, where a
/// socket's live records begin (its fence), and which cursor stands behind each delivery. So a cursor's
/// positions are exactly the records that were dispatched before it. The thread only enqueues; it never
/// writes to a connection.
///
/// The public methods are thread-safe, but those that say otherwise; their futures are completed on the tail's
/// thread, so what follows must not block there.
public final class Dispatcher implements TailListener, AutoCloseable {
    private static final Logger LOG = System.getLogger(Dispatcher.class.getName());
    private static final Duration LINGER = Duration.ofSeconds(30);
    private static final Bytes WAKE = Bytes.utf8("[\"wake\"]");

    private final Log log;
    private final Tail tail;
    private final TailLag lag;
    private final HotTail hot;
    private final RecentIds recent;
    private final Rooms rooms;
    private final Fences fences;
    private final Deliverer deliverer;
    private final Learning learning;
    private final RoomReader reader;
    private final RoomEvents events;
    private final ScheduledExecutorService timer;
    private final byte[] edgeKey;
    private final Slots slots;
    private final int home;

    /// @param edgeKey the edge's id; its partition, as a room's key, is the home of the rooms of this edge's
    ///     own sockets
    /// @param onDeath told when the tail has ended by an error
    public Dispatcher(
            Log log,
            byte[] edgeKey,
            RoomEvents events,
            Tracing tracing,
            ScheduledExecutorService timer,
            DispatcherBounds bounds,
            Runnable onDeath) {
        this.log = log;
        this.edgeKey = edgeKey;
        this.events = events;
        this.timer = timer;
        this.slots = log.layout().slots();
        this.home = RoomKey.partitionOf(edgeKey, slots.partitions());
        this.tail = log.tail(this, onDeath);
        this.lag = new TailLag(tail, log.offsets(), timer, slots.count());
        this.hot = new HotTail(slots.count(), bounds.hotTailBytes());
        this.recent = new RecentIds(slots.count());
        this.rooms = new Rooms(tail, hot, recent, slots);
        this.fences = new Fences(tail, slots, bounds.maxWaitingBytes());
        this.deliverer = new Deliverer(tail, fences, events, tracing, bounds.announceLimit());
        this.learning = new Learning(log, tail, recent, timer);
        this.reader = new RoomReader(log, tail, hot, recent, learning);
    }

    /// Begins, and keeps this edge's home partition open for good.
    public void start() {
        tail.start();
        Map<Integer, Long> ends = log.offsets().latest(slotsOf(home)).join();
        tail.execute(() -> rooms.keepOpen(home, ends)).join();
        closeEmptyLater();
        lag.start();
    }

    private List<Integer> slotsOf(int partition) {
        return Arrays.stream(slots.of(partition)).boxed().toList();
    }

    /// For how long this edge has been behind the log.
    public TailLag lag() {
        return lag;
    }

    /// How many rooms of local sockets there are, by partition; the home partition counts one more.
    public CompletableFuture<Map<Integer, Integer>> roomsByPartition() {
        CompletableFuture<Map<Integer, Integer>> counts = new CompletableFuture<>();
        return tail.execute(() -> counts.complete(rooms.counts())).thenCompose(done -> counts);
    }

    private void closeEmptyLater() {
        long seconds = LINGER.toSeconds() / 3;
        var _ = timer.scheduleWithFixedDelay(
                () -> tail.run(() -> rooms.closeEmpty(LINGER)), seconds, seconds, TimeUnit.SECONDS);
    }

    /// Reads back what has been dispatched, and what lies before it.
    public RoomReader reader() {
        return reader;
    }

    /// A record in the home partition ends the fetch that Kafka's client has under way, so that the next one,
    /// with the partitions that were added, begins at once. Nobody gets it.
    @Override
    public void onOpened() {
        RoomRecord wake = RoomRecord.control(WAKE, Optional.empty(), 0);
        Thread.ofVirtual().name("edge-wake").start(() -> {
            var _ = log.appender().append(Topics.ROOMS, home, edgeKey, WAKE.toArray(), wake.headers());
        });
    }

    // ---- membership

    /// Puts a socket into rooms, and holds it: from the fence on it gets their records, which wait, with
    /// those of all its rooms, until [#release]. What was in a room when this was called is not for it.
    ///
    /// @return the fence; fails with a [LogException] if the log does not say where a partition ends
    public CompletableFuture<Fence> subscribe(Subscriber socket, Collection<RoomKey> added) {
        return subscribe(socket, List.copyOf(added), Map.of(), Map.of());
    }

    /// The same for a socket that was in these rooms before, on whatever edge: what was in them already is read
    /// back up to the fence. Where the socket is ahead of this edge, the fence lies where the socket is.
    ///
    /// @param joined its rooms, with the first place that it is to have of each
    /// @param reached how far it is, by slot
    public CompletableFuture<Fence> resubscribe(
            Subscriber socket, Map<RoomKey, RoomPlace> joined, Map<Integer, Long> reached) {
        return subscribe(socket, List.copyOf(joined.keySet()), joined, reached);
    }

    private CompletableFuture<Fence> subscribe(
            Subscriber socket, List<RoomKey> keys, Map<RoomKey, RoomPlace> known, Map<Integer, Long> reached) {
        Set<Integer> needed = new TreeSet<>();
        keys.forEach(key -> needed.addAll(slotsOf(key.partition(slots.partitions()))));
        return log.offsets().latest(needed).handle(Dispatcher::orUnavailable).thenCompose(ends -> {
            CompletableFuture<Fence> fence = new CompletableFuture<>();
            return tail.execute(() -> {
                        fences.hold(socket);
                        Map<RoomKey, RoomPlace> joined = new HashMap<>();
                        keys.forEach(key -> joined.put(key, rooms.enter(socket, key, ends, known.get(key))));
                        socket.own.replaceAll((slot, next) -> Math.max(next, reached.getOrDefault(slot, 0L)));
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

    /// Holds a socket: what comes for it waits until [#release].
    public CompletableFuture<Fence> hold(Subscriber socket) {
        CompletableFuture<Fence> fence = new CompletableFuture<>();
        return tail.execute(() -> {
                    fences.hold(socket);
                    fence.complete(new Fence(socket.own, Map.of()));
                })
                .thenCompose(done -> fence);
    }

    /// Takes a socket, which is held, out of a room; what waits of the room is let go.
    public CompletableFuture<Void> exit(Subscriber socket, RoomKey key) {
        return tail.execute(() -> {
            Room room = rooms.get(key.text());
            if (room != null) {
                fences.forget(socket, room);
            }
            rooms.exit(socket, key);
        });
    }

    /// Takes a hold back; with the last one what has waited goes out, and the socket is live.
    ///
    /// @return empty, or what has to be read back first: the socket is held on, to be released again
    public CompletableFuture<Optional<Missed>> release(Subscriber socket) {
        CompletableFuture<Optional<Missed>> missed = new CompletableFuture<>();
        return tail.execute(() -> missed.complete(fences.release(socket))).thenCompose(done -> missed);
    }

    /// Puts what the client is told of its position under another session record, from this moment on.
    ///
    /// @return the socket's positions at that moment, by slot
    public CompletableFuture<Map<Integer, Long>> relocate(Subscriber socket, Optional<SessionPointer> session) {
        CompletableFuture<Map<Integer, Long>> done = new CompletableFuture<>();
        return tail.execute(() -> {
                    Map<Integer, Long> positions = positions(socket);
                    socket.locate(session, positions);
                    done.complete(positions);
                })
                .thenCompose(ran -> done);
    }

    /// How far a socket has come, and what is for it.
    public CompletableFuture<Reached> reached(Subscriber socket) {
        CompletableFuture<Reached> done = new CompletableFuture<>();
        return tail.execute(() -> {
                    Map<Integer, Long> positions = positions(socket);
                    Map<Integer, Long> seen = new TreeMap<>(positions);
                    seen.replaceAll((slot, next) -> Math.max(next, tail.position(slot)));
                    done.complete(new Reached(positions, seen));
                })
                .thenCompose(ran -> done);
    }

    private Map<Integer, Long> positions(Subscriber socket) {
        Map<Integer, Long> positions = new TreeMap<>(socket.own);
        if (socket.group != null) {
            for (int slot : socket.group.slots()) {
                positions.put(slot, tail.position(slot));
            }
        }
        return positions;
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
        fences.mute(socket);
        for (Room room : List.copyOf(socket.rooms.values())) {
            if (!kept.contains(room.key().text())) {
                rooms.exit(socket, room.key());
            }
        }
    }

    /// Holds a socket at the record that is being dispatched. For [SubscriberListener#control] only.
    public void holdNow(Subscriber socket) {
        fences.hold(socket);
    }

    /// Takes a socket, which is held, out of a room at the record that is being dispatched. For
    /// [SubscriberListener#control] only.
    ///
    /// @return the first place in the room that is no longer for it
    public RoomPlace exitNow(Subscriber socket, RoomKey key) {
        int[] its = slots.of(key.partition(slots.partitions()));
        RoomPlace at = RoomPlace.of(
                its.length,
                origin -> Math.max(
                        tail.isOpen(its[origin]) ? tail.position(its[origin]) : 0,
                        socket.own.getOrDefault(its[origin], 0L)));
        rooms.exit(socket, key);
        return at;
    }

    // ---- dispatch

    /// Takes a record, unless it has to be known first what lies before it: then it comes again.
    @Override
    public boolean onRecord(int slot, ConsumerRecord<byte[], byte[]> record) {
        if (record.key() == null) {
            deliverer.step();
            setAside(slot, record.offset(), "no key");
            return true;
        }
        String key = new String(record.key(), StandardCharsets.UTF_8);
        Room found = rooms.get(key);
        Room room = found != null && found.partition() == slots.partition(slot) ? found : null;
        if (RoomRecord.hasId(record.headers())) {
            return onKeyed(slot, record, key, room);
        }
        recent.pass(slot, record.timestamp());
        keep(slot, key, record);
        if (room != null) {
            dispatch(slot, room, record, RoomRecord.read(record.value(), record.headers()));
        }
        return true;
    }

    private boolean onKeyed(int slot, ConsumerRecord<byte[], byte[]> record, String key, @Nullable Room room) {
        RoomEntry entry = RoomRecord.read(record.value(), record.headers());
        RecentIds.Verdict verdict = (entry instanceof RoomRecord one ? one.recordId(key) : Optional.<RecordId>empty())
                .map(id -> recent.take(slot, id, record.offset(), record.timestamp()))
                .orElse(RecentIds.Verdict.FIRST);
        if (verdict == RecentIds.Verdict.UNKNOWN) {
            var _ = learning.begin(slot);
            return false;
        }
        keep(slot, key, record);
        if (verdict == RecentIds.Verdict.REPEAT) {
            events.repeat();
        } else if (room != null) {
            dispatch(slot, room, record, entry);
        }
        return true;
    }

    private void keep(int slot, String key, ConsumerRecord<byte[], byte[]> record) {
        deliverer.step();
        events.consumed(record.serializedKeySize() + Math.max(0, record.serializedValueSize()));
        hot.add(slot, key, record);
    }

    private void dispatch(int slot, Room room, ConsumerRecord<byte[], byte[]> record, RoomEntry entry) {
        switch (entry) {
            case Rejected(String reason) -> setAside(slot, record.offset(), reason);
            case RoomRecord one -> deliverer.dispatch(room, one, slot, record.offset(), record.timestamp());
        }
    }

    /// The offset of the record that one with an idempotency key repeats, or its own if it is the first. In the own
    /// region.
    ///
    /// @param offset where it lies, committed
    /// @return completed on the tail's thread, or cancelled
    public CompletableFuture<Long> first(int partition, RecordId id, long offset) {
        CompletableFuture<Long> first = new CompletableFuture<>();
        return tail.execute(() -> {
                    rooms.openForAWhile(partition, offset);
                    if (tail.position(partition) > offset) {
                        recent.firstOf(partition, id, offset)
                                .ifPresentOrElse(first::complete, () -> first.cancel(false));
                        return;
                    }
                    var _ = recent.first(partition, offset).whenComplete((found, failure) -> {
                        if (failure == null) {
                            first.complete(found);
                        } else {
                            first.cancel(false);
                        }
                    });
                })
                .thenCompose(done -> first);
    }

    @Override
    public void onReached(int slot, long next) {
        hot.reach(slot, next);
        fences.reached(slot, next);
    }

    private void setAside(int slot, long offset, String reason) {
        events.setAside();
        LOG.log(
                Level.WARNING,
                "record set aside slot={0} offset={1} reason={2}",
                Integer.toString(slot),
                Long.toString(offset),
                reason);
    }

    @Override
    public void onGap(int slot, long from, long to, boolean reset) {
        deliverer.step();
        GapEvents.Reason reason = reset ? GapEvents.Reason.RESET : GapEvents.Reason.EXPIRED;
        events.gap(reason);
        hot.open(slot, to);
        deliverer.lose(rooms.in(slot), new GapEvents(log.layout().origins()), reason, slot, from, to);
        fences.reached(slot, to);
    }

    @Override
    public void close() {
        tail.close();
    }
}
