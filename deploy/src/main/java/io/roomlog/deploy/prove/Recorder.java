package io.roomlog.deploy.prove;

import com.fasterxml.jackson.databind.JsonNode;
import io.roomlog.common.cursor.RoomPlace;
import io.roomlog.common.socketio.Arguments;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.random.RandomGenerator.SplittableGenerator;
import org.jspecify.annotations.Nullable;

/// A client that keeps what it receives, sees to it that it is in its rooms, and publishes when told to.
///
/// The client's thread reads and records; a second one joins and leaves, one verb at a time.
final class Recorder implements ClientListener {
    static final String MESSAGE = "m";
    /// Stands for the room in a message to several.
    static final String SEVERAL = "*";

    private static final RoomPlace NOWHERE = RoomPlace.of();
    private static final double KEYED = 0.25;
    private static final long PAUSE_MS = 50;

    private final Recording recording;
    private final Ledger ledger;
    private final Counts counts;
    private final Origins origins;
    private final Route route;
    private final SocketClient client;
    private final boolean polling;
    private final long pauseMs;
    private final Set<String> wanted = ConcurrentHashMap.newKeySet();
    private final Queue<Publish> unsure = new ConcurrentLinkedQueue<>();
    private final Thread tender;
    private volatile boolean over;
    private String closing = "";

    /// @param token of a user of its own
    /// @param origins that cursors count in
    /// @param route tells where to connect next
    /// @param pace see [Plan#pace()]
    Recorder(
            String name,
            String token,
            boolean polling,
            Set<String> rooms,
            Origins origins,
            Route route,
            int pace,
            SplittableGenerator random,
            Ledger ledger,
            Counts counts) {
        this.recording = new Recording(name);
        this.ledger = ledger;
        this.counts = counts;
        this.origins = origins;
        this.route = route;
        this.pauseMs = PAUSE_MS * pace;
        this.polling = polling;
        wanted.addAll(rooms);
        client = new SocketClient(name, token, polling, route::next, random, this);
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

    /// Goes to another region, as far as there is one.
    void move() {
        route.move();
        client.abort();
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
                && unsure.isEmpty()
                && Set.copyOf(recording.joinedRooms()).equals(wanted)
                && recording.openRooms().size() == wanted.size();
    }

    /// How it is, for who waits for it to be settled.
    String describe() {
        return recording.name() + (client.isConnected() ? "" : ", not connected") + ", in " + recording.openRooms()
                + " of " + wanted + ", " + unsure.size() + " to be sent again";
    }

    // ---- publishing

    /// Publishes a message to a random one of its rooms, some with an idempotency key.
    ///
    /// @param padding something to make it longer
    void publish(RandomGenerator random, String padding) {
        List<String> rooms = recording.joinedRooms();
        if (!rooms.isEmpty() && canPublish()) {
            String room = rooms.get(random.nextInt(rooms.size()));
            if (random.nextDouble() < KEYED) {
                enter(List.of(room), padding);
            } else {
                var _ = publish(room, padding);
            }
        }
    }

    /// Publishes a message to several rooms.
    void publishWide(List<String> rooms, String padding) {
        if (canPublish()) {
            enter(rooms, padding);
        }
    }

    /// Publishes a message to a room.
    ///
    /// @return completed when its outcome is known, or never will be
    CompletableFuture<Publish> publish(String room, String padding) {
        Publish publish = ledger.enter(List.of(room), recording.name(), recording.lastVisit(), false);
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        CompletableFuture<Publish> done = answer.handle((ack, failure) -> answered(publish, ack, failure));
        client.ask(answer, "publish", room, MESSAGE, publish.number(), room, padding);
        return done;
    }

    private void enter(List<String> rooms, String padding) {
        send(ledger.enter(rooms, recording.name(), recording.lastVisit(), true), padding);
    }

    /// Sends a message with a key; what is not acked is sent again, once there is a connection.
    private void send(Publish publish, String padding) {
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        var _ = answer.handle((ack, failure) -> {
            boolean withdrawn = failure instanceof SocketClient.NotConnectedException && publish.tries() == 1;
            if (!answered(publish, ack, failure).isAcked() && !withdrawn) {
                unsure.add(publish);
            }
            return publish;
        });
        String room = publish.isWide() ? SEVERAL : publish.room();
        client.ask(
                answer,
                "publish",
                Map.of(
                        "rooms",
                        publish.rooms(),
                        "event",
                        MESSAGE,
                        "args",
                        List.of(publish.number(), room, padding),
                        "id",
                        "message-" + publish.number()));
    }

    private Publish answered(Publish publish, @Nullable JsonNode ack, @Nullable Throwable failure) {
        if (failure instanceof SocketClient.NotConnectedException && publish.tries() == 1) {
            ledger.withdraw(publish);
        } else if (ack != null && ack.path("ok").asBoolean()) {
            publish.acked(
                    publish.isWide()
                            ? NOWHERE
                            : origins.place(publish.room(), ack.path("offset").asText()));
            counts.acked();
        } else if (ack != null) {
            publish.failed(ack.path("error").path("code").asText());
        }
        return publish;
    }

    /// Whether there was a message to be sent again.
    private boolean sendAgain() {
        Publish publish = unsure.poll();
        if (publish != null) {
            publish.again();
            send(publish, "");
        }
        return publish != null;
    }

    /// Asks who is in a room.
    ///
    /// @return completed with the ack; fails if the connection is lost
    CompletableFuture<JsonNode> members(String room) {
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        client.ask(answer, "members", room);
        return answer;
    }

    // ---- rooms

    private void tend() {
        try {
            while (!over) {
                if (!client.isConnected() || !(joinOne() || leaveOne())) {
                    Thread.sleep(pauseMs);
                }
                if (client.isConnected() && sendAgain()) {
                    Thread.sleep(pauseMs);
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
                                    stay, origins.place(room, ack.path("offset").asText())));
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
            if (room.equals(SEVERAL)) {
                recording.deliveredWide(new Delivery(number, NOWHERE, recording.lastVisit(), System.nanoTime()));
            } else {
                recording.delivered(
                        room,
                        new Delivery(number, origins.place(room, offset), recording.lastVisit(), System.nanoTime()));
            }
            counts.delivered();
        } else if (name.equals("$offset")) {
            recording.note("$offset");
        } else if (name.equals("gap")) {
            JsonNode gap = event.get(1);
            String room = gap.path("room").asText();
            Gap told = new Gap(
                    origins.place(room, gap.path("from").asText()),
                    origins.place(room, gap.path("to").asText()),
                    gap.path("reason").asText());
            recording.gap(room, told);
            if (told.isPending()) {
                counts.pending();
            }
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
}
