package io.roomlog.deploy.prove;

import com.fasterxml.jackson.databind.JsonNode;
import io.roomlog.common.cursor.Cursor;
import io.roomlog.common.log.RoomKey;
import io.roomlog.common.socketio.Arguments;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.random.RandomGenerator.SplittableGenerator;

/// A client that keeps what it receives, sees to it that it is in its rooms, and publishes when told to.
///
/// The client's thread reads and records; a second one joins and leaves, one verb at a time.
final class Recorder implements ClientListener {
    static final String MESSAGE = "m";
    private static final long PAUSE_MS = 50;

    private final Recording recording;
    private final Ledger ledger;
    private final Counts counts;
    private final SocketClient client;
    private final boolean polling;
    private final Set<String> wanted = ConcurrentHashMap.newKeySet();
    private final Thread tender;
    private volatile boolean over;
    private String closing = "";

    /// @param token of a user of its own
    /// @param edges tells where to connect next
    Recorder(
            String name,
            String token,
            boolean polling,
            Set<String> rooms,
            Supplier<Edge> edges,
            SplittableGenerator random,
            Ledger ledger,
            Counts counts) {
        this.recording = new Recording(name);
        this.ledger = ledger;
        this.counts = counts;
        this.polling = polling;
        wanted.addAll(rooms);
        client = new SocketClient(name, token, polling, edges, random, this);
        tender = Thread.ofVirtual().name("prove-" + name + "-rooms").unstarted(this::tend);
    }

    void start() {
        client.start();
        tender.start();
    }

    void close() {
        over = true;
        client.close();
        tender.interrupt();
    }

    Recording recording() {
        return recording;
    }

    SocketClient client() {
        return client;
    }

    /// Whether it may be told to publish: a post that hangs would hold up the others'.
    boolean publishes() {
        return !polling;
    }

    /// Whether it can publish now.
    boolean canPublish() {
        return publishes() && client.isConnected();
    }

    /// Joins a room, or leaves it.
    void toggle(String room) {
        if (!wanted.remove(room)) {
            wanted.add(room);
        }
    }

    /// Whether it is connected, in all of its rooms, and in no other.
    boolean isSettled() {
        return client.isConnected()
                && Set.copyOf(recording.joinedRooms()).equals(wanted)
                && recording.openRooms().size() == wanted.size();
    }

    // ---- publishing

    /// Publishes a message to a random one of its rooms.
    ///
    /// @param padding something to make it longer
    void publish(RandomGenerator random, String padding) {
        List<String> rooms = recording.joinedRooms();
        if (!rooms.isEmpty() && canPublish()) {
            var _ = publish(rooms.get(random.nextInt(rooms.size())), padding);
        }
    }

    /// Publishes a message to a room.
    ///
    /// @return completed when its outcome is known, or never will be
    CompletableFuture<Publish> publish(String room, String padding) {
        Publish publish = ledger.enter(room, recording.name(), recording.lastVisit());
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        CompletableFuture<Publish> done = answer.handle((ack, failure) -> {
            if (failure instanceof SocketClient.NotConnectedException) {
                ledger.withdraw(publish);
            } else if (failure == null && ack.path("ok").asBoolean()) {
                publish.acked(position(room, ack.path("offset").asText()));
                counts.acked();
            } else if (failure == null) {
                publish.failed(ack.path("error").path("code").asText());
            }
            return publish;
        });
        client.ask(answer, "publish", room, MESSAGE, publish.number(), room, padding);
        return done;
    }

    // ---- rooms

    private void tend() {
        try {
            while (!over) {
                if (!client.isConnected() || !(joinOne() || leaveOne())) {
                    Thread.sleep(PAUSE_MS);
                }
            }
        } catch (InterruptedException closed) {
            // It is over.
        }
    }

    /// Whether there was a room to join, and it was joined.
    private boolean joinOne() {
        Set<String> joined = Set.copyOf(recording.joinedRooms());
        Optional<String> missing = wanted.stream()
                .filter(room -> !joined.contains(room) && !isBeingLeft(room))
                .findFirst();
        return missing.map(room -> {
                    Stay stay = recording.joining(room);
                    return ask(
                            "join",
                            room,
                            ack -> recording.joined(
                                    stay, position(room, ack.path("offset").asText())));
                })
                .orElse(false);
    }

    /// Whether there was a room to leave, and it was left.
    private boolean leaveOne() {
        Optional<String> surplus = recording.openRooms().stream()
                .filter(room -> !wanted.contains(room) || isBeingLeft(room))
                .findFirst();
        return surplus.map(room -> {
                    recording.leaving(room);
                    return ask("leave", room, ack -> recording.left(room));
                })
                .orElse(false);
    }

    /// A leave that was begun is brought to its end, even where the room is wanted again.
    private boolean isBeingLeft(String room) {
        return recording.isBeingLeft(room);
    }

    private boolean ask(String verb, String room, Consumer<JsonNode> onDone) {
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        CompletableFuture<Boolean> done = answer.handle((ack, failure) -> {
            boolean ok = failure == null && ack.path("ok").asBoolean();
            if (failure == null && !ok) {
                recording.note(verb + " " + room + " refused: "
                        + ack.path("error").path("code").asText());
            }
            if (ok) {
                onDone.accept(ack);
            }
            return ok;
        });
        client.ask(answer, verb, room);
        if (!done.join()) {
            counts.verbFailed();
        }
        return done.join();
    }

    // ---- what comes

    @Override
    public void connected(Visit visit) {
        recording.visit(visit);
        counts.visit(visit);
    }

    @Override
    public void received(Arguments event, String offset) {
        String name = event.get(0).asText();
        if (name.equals(MESSAGE)) {
            long number = event.get(1).asLong();
            String room = event.get(2).asText();
            recording.delivered(
                    room, new Delivery(number, position(room, offset), recording.lastVisit(), System.nanoTime()));
            counts.delivered();
        } else if (name.equals("$offset")) {
            recording.note("$offset");
        } else if (name.equals("gap")) {
            JsonNode gap = event.get(1);
            String room = gap.path("room").asText();
            recording.gap(
                    room,
                    new Gap(
                            position(room, gap.path("from").asText()),
                            position(room, gap.path("to").asText()),
                            gap.path("reason").asText()));
        } else if (name.equals("closing")) {
            closing = event.get(1).path("code").asText();
            counts.closing(closing);
            recording.note("closing " + closing);
        }
    }

    @Override
    public void lost(String why) {
        recording.note("lost: " + why);
        counts.lost(why);
    }

    @Override
    public void refused(String edge, String error) {
        recording.fault("CONNECT refused by " + edge + ": " + error);
    }

    @Override
    public void disconnected() {
        if (closing.equals("taken_over")) {
            recording.mayBeNew();
        } else {
            recording.fault("DISCONNECT from the server, after closing '" + closing + "'");
        }
    }

    /// The next offset of the room's partition in a cursor; -1 where it has none.
    private static long position(String room, String offset) {
        int partition = new RoomKey(RoomKey.DEFAULT_NAMESPACE, room).partition(Cluster.PARTITIONS);
        return Cursor.decode(offset)
                .map(cursor -> cursor.vector().next(0, partition).orElse(-1))
                .orElse(-1L);
    }
}
