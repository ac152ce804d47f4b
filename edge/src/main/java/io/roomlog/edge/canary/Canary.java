package io.roomlog.edge.canary;

import com.fasterxml.jackson.databind.JsonNode;
import io.roomlog.common.log.RoomKey;
import io.roomlog.common.socketio.Arguments;
import io.roomlog.edge.canary.CanaryEvents.Failure;
import io.roomlog.edge.tls.FingerprintTrust;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.IntToDoubleFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A client that connects to its own edge over the network, publishes into rooms of its own in the partitions that the
/// edge follows for others, and looks whether each message comes back: once, in order, in time. When it is cut off it
/// resumes, as any client, and must get what it has missed.
///
/// It keeps no partition open: a room of its own is left when the last room of others is. What takes long because the
/// log is away, the tail behind, or the edge too busy is no failure of the promise, and has metrics of its own.
public final class Canary implements AutoCloseable {
    /// The namespace that it has for itself.
    public static final String NAMESPACE = "/roomlog-canary";

    private static final Logger LOG = System.getLogger(Canary.class.getName());
    private static final Duration REVIEW = Duration.ofSeconds(5);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration LONG_AGO = Duration.ofDays(365);
    private static final double LATE_SECONDS = 1;
    private static final String EVENT = "canary";

    private final CanaryGuard guard;
    private final CanaryEvents events;
    private final Surroundings surroundings;
    private final Duration interval;
    private final String name;
    private final HttpClient http;
    private final ScheduledExecutorService thread;
    private final Map<Integer, CanaryRoom> rooms = new HashMap<>();
    private final Map<String, CanaryRoom> byName = new HashMap<>();
    private final Deque<CanaryRoom> turn = new ArrayDeque<>();
    private @Nullable URI address;
    private @Nullable CanaryClient client;
    private @Nullable String offset;
    private Optional<String> pid = Optional.empty();
    private boolean connected;
    private long wellSinceNanos;
    /// When the newest message was sent that has come back.
    private long flowingNanos;
    private int made;

    /// What it has to know of the edge, beside what clients know. All thread-safe.
    ///
    /// @param partitions partition count of `rooms`
    /// @param roomsIn rooms that there are, by partition; its own among them
    /// @param lagSeconds for how long the tail of a partition has been behind the log
    /// @param reachable whether the log is
    public record Surroundings(
            int partitions,
            Supplier<CompletableFuture<Map<Integer, Integer>>> roomsIn,
            IntToDoubleFunction lagSeconds,
            BooleanSupplier reachable) {}

    /// @param name of its rooms, another for each life of each edge
    /// @param interval from one message to the next
    public Canary(CanaryGuard guard, String name, Duration interval, Surroundings surroundings, CanaryEvents events) {
        this.guard = guard;
        this.name = name;
        this.interval = interval;
        this.surroundings = surroundings;
        this.events = events;
        this.thread = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("edge-canary").factory());
        this.http = HttpClient.newBuilder()
                // who listens on a port of one's own is known, and the certificate is for a name that others use
                .sslContext(FingerprintTrust.context(any -> true))
                .executor(this::onVirtualThread)
                .build();
    }

    private void onVirtualThread(Runnable task) {
        Thread.ofVirtual().name("edge-canary-net").start(task);
    }

    /// Begins.
    ///
    /// @param edge where the edge listens, `ws` or `wss`, with path and query of the handshake
    public void start(URI edge) {
        address = edge;
        thread.execute(this::connect);
        repeat(this::publish, interval);
        repeat(this::review, REVIEW);
        repeat(this::judge, Duration.ofSeconds(1));
    }

    private void repeat(Runnable task, Duration every) {
        var _ = thread.scheduleWithFixedDelay(
                () -> {
                    try {
                        task.run();
                    } catch (RuntimeException e) {
                        LOG.log(Level.ERROR, "canary stumbles", e);
                    }
                },
                every.toMillis(),
                every.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    // ---- its connection

    private void connect() {
        CanaryClient next = new CanaryClient(executor(), NAMESPACE, offset, new CanaryClient.Listener() {
            @Override
            public void connected(String given) {
                begin(given);
            }

            @Override
            public void event(Arguments event) {
                take(event);
            }

            @Override
            public void ended(String why) {
                lost(why);
            }
        });
        client = next;
        URI edge = address;
        if (edge != null) {
            next.open(http, edge, guard.authorization(), pid);
        }
    }

    /// What comes when it has been closed is nobody's.
    private Executor executor() {
        return task -> {
            try {
                thread.execute(task);
            } catch (RejectedExecutionException e) {
                LOG.log(Level.TRACE, "canary has been closed");
            }
        };
    }

    private void begin(String given) {
        flowingNanos = System.nanoTime() - LONG_AGO.toNanos(); // the past comes before all else
        if (!pid.equals(Optional.of(given))) {
            rooms.clear(); // told: a new session, with none of the old one's past
            byName.clear();
            turn.clear();
        }
        // what was on its way when the connection broke: it may have been entered, or not been left
        rooms.values().stream().filter(room -> !turn.contains(room)).toList().forEach(this::leave);
        pid = Optional.of(given);
        connected = true;
        wellSinceNanos = System.nanoTime();
        review();
    }

    private void lost(String why) {
        LOG.log(Level.DEBUG, "canary cut off: {0}", why);
        if (!connected) {
            events.refused();
        }
        connected = false;
        if (client != null) {
            offset = client.offset();
        }
        for (CanaryRoom room : rooms.values()) {
            for (int i = room.forgetUnacked(); i > 0; i--) {
                events.refused();
            }
        }
        var _ = thread.schedule(this::connect, RETRY.toMillis(), TimeUnit.MILLISECONDS);
    }

    // ---- its rooms

    /// Enters a room in each partition that the edge follows for others, and leaves those that it is alone in.
    private void review() {
        if (connected) {
            var _ = surroundings.roomsIn().get().whenComplete((counts, failure) -> {
                if (failure == null) {
                    executor().execute(() -> move(counts));
                }
            });
        }
    }

    private void move(Map<Integer, Integer> counts) {
        CanaryClient current = client;
        if (!connected || current == null) {
            return;
        }
        counts.forEach((partition, count) -> {
            if (count > 0 && !rooms.containsKey(partition)) {
                CanaryRoom room = new CanaryRoom(nameIn(partition), partition);
                rooms.put(partition, room);
                byName.put(room.name(), room);
                current.emit(Arguments.of("join", room.name()), answer -> joined(room, answer));
            }
        });
        for (CanaryRoom room : List.copyOf(turn)) {
            if (counts.getOrDefault(room.partition(), 0) <= 1) {
                leave(room);
            }
        }
    }

    private void joined(CanaryRoom room, JsonNode answer) {
        if (answer.path("ok").asBoolean()) {
            turn.add(room);
        } else {
            events.refused();
            forget(room);
        }
    }

    private void leave(CanaryRoom room) {
        turn.remove(room);
        if (client != null) {
            client.emit(Arguments.of("leave", room.name()), answer -> left(room, answer));
        }
    }

    private void left(CanaryRoom room, JsonNode answer) {
        if (answer.path("ok").asBoolean()) {
            forget(room);
        } else {
            turn.add(room);
        }
    }

    private void forget(CanaryRoom room) {
        rooms.remove(room.partition(), room);
        byName.remove(room.name());
    }

    private String nameIn(int partition) {
        while (true) {
            String candidate = name + '-' + made++;
            if (new RoomKey(NAMESPACE, candidate).partition(surroundings.partitions()) == partition) {
                return candidate;
            }
        }
    }

    // ---- its messages

    private void publish() {
        CanaryClient current = client;
        CanaryRoom room = turn.poll();
        if (!connected || current == null || room == null) {
            if (room != null) {
                turn.addFirst(room);
            }
            return;
        }
        turn.addLast(room);
        long number = room.send(System.nanoTime());
        current.emit(Arguments.of("publish", room.name(), EVENT, room.name(), number), answer -> {
            if (answer.path("ok").asBoolean()) {
                events.sent();
                room.acked(number, System.nanoTime());
            } else {
                events.refused();
                room.refused(number);
            }
        });
    }

    private void take(Arguments event) {
        switch (event.string(0).orElse("")) {
            case EVENT -> {
                CanaryRoom room = byName.get(event.string(1).orElse(""));
                if (room != null) {
                    arrived(room, event.get(2).asLong());
                }
            }
            case "gap" -> {
                CanaryRoom room = byName.get(event.get(1).path("room").asText());
                if (room != null) {
                    room.told();
                }
            }
            default -> {
                // comings and goings, and its position
            }
        }
    }

    private void arrived(CanaryRoom room, long number) {
        CanaryRoom.Arrival arrival = room.come(number, System.nanoTime());
        arrival.nanos().ifPresent(nanos -> {
            long sentNanos = System.nanoTime() - nanos;
            flowingNanos = sentNanos - flowingNanos > 0 ? sentNanos : flowingNanos;
            events.received(nanos);
        });
        arrival.failure().ifPresent(failure -> fail(failure, room, number));
    }

    private void judge() {
        events.rooms(turn.size());
        long now = System.nanoTime();
        if (!connected || !surroundings.reachable().getAsBoolean()) {
            wellSinceNanos = now;
            return;
        }
        for (CanaryRoom room : turn) {
            if (surroundings.lagSeconds().applyAsDouble(room.partition()) < LATE_SECONDS) {
                room.lost(now, wellSinceNanos, flowingNanos).forEach(number -> fail(Failure.LOST, room, number));
            }
        }
    }

    private void fail(Failure failure, CanaryRoom room, long number) {
        events.failed(failure);
        LOG.log(
                Level.ERROR,
                "canary failure={0} partition={1} room={2} message={3}",
                failure,
                Integer.toString(room.partition()),
                room.name(),
                Long.toString(number));
    }

    /// Ends it, before the edge tells its clients to go.
    @Override
    public void close() {
        thread.execute(() -> {
            connected = false;
            if (client != null) {
                client.close();
            }
        });
        thread.shutdown();
        try {
            var _ = thread.awaitTermination(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread.shutdownNow();
        http.shutdownNow();
    }
}
