package io.roomlog.deploy.prove;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.random.RandomGenerator.SplittableGenerator;

/// The clients: most stay in a few rooms, some come and go, some sit in rooms where nothing happens. A part of them
/// polls over HTTP. All but those that poll publish.
final class Crowd implements AutoCloseable {
    private static final int SILENT_ROOMS = 4;
    private static final int MOST_ROOMS = 6;
    private static final int TICK_MS = 5;
    private static final int WIDE_EACH = 20;
    private static final int SHORT = 120;
    private static final int LONG = 8_000;

    private final Plan plan;
    private final List<String> rooms = new ArrayList<>();
    private final List<String> silentRooms = new ArrayList<>();
    private final List<Recorder> recorders = new ArrayList<>();
    private final List<Recorder> wanderers = new ArrayList<>();
    private final SplittableGenerator random;
    private volatile boolean publishing;
    private volatile boolean resting;

    /// @param tokens makes a user's token
    Crowd(
            Plan plan,
            Cluster cluster,
            Origins origins,
            UnaryOperator<String> tokens,
            SplittableGenerator random,
            Ledger ledger,
            Counts counts) {
        this.plan = plan;
        this.random = random;
        for (int i = 0; i < plan.rooms(); i++) {
            rooms.add("room-" + i);
        }
        for (int i = 0; i < SILENT_ROOMS; i++) {
            silentRooms.add("silent-" + i);
        }
        for (int i = 0; i < plan.clients(); i++) {
            String name = "client-" + i;
            SplittableGenerator own = random.split();
            SplittableGenerator choice = random.split();
            boolean idle = i % 10 == 9;
            Recorder recorder = new Recorder(
                    name,
                    tokens.apply(name),
                    i % 5 == 4,
                    idle ? Set.of(silentRooms.get(own.nextInt(SILENT_ROOMS))) : someRooms(own),
                    origins,
                    new Route(cluster.regions(), choice),
                    plan.pace(),
                    own,
                    ledger,
                    counts);
            recorders.add(recorder);
            if (!idle && wanderers.size() < plan.wanderers()) {
                wanderers.add(recorder);
            }
        }
    }

    /// Some rooms are much fuller than others.
    private Set<String> someRooms(RandomGenerator from) {
        return someRooms(1 + from.nextInt(MOST_ROOMS), from);
    }

    private Set<String> severalRooms(RandomGenerator from) {
        return someRooms(2 + from.nextInt(MOST_ROOMS), from);
    }

    private Set<String> someRooms(int count, RandomGenerator from) {
        Set<String> some = new HashSet<>();
        while (some.size() < Math.min(count, rooms.size())) {
            some.add(someRoom(from));
        }
        return some;
    }

    private String someRoom(RandomGenerator from) {
        double place = from.nextDouble();
        return rooms.get((int) (place * place * rooms.size()));
    }

    List<Recorder> recorders() {
        return recorders;
    }

    /// Connects everybody.
    void start() {
        recorders.forEach(Recorder::start);
    }

    /// Publishes at the plan's rate, and has clients come and go, until [#stopPublishing()].
    void startPublishing() {
        publishing = true;
        Thread.ofVirtual().name("prove-publish").start(this::publish);
        Thread.ofVirtual().name("prove-wander").start(this::wander);
    }

    void stopPublishing() {
        publishing = false;
    }

    /// Has wanderers stay where they are, or go on.
    void rest(boolean rest) {
        resting = rest;
    }

    /// The sockets of each room, as far as clients know.
    Map<String, Set<String>> whoIsWhere() {
        Map<String, Set<String>> sids = new HashMap<>();
        allRooms().forEach(room -> sids.put(room, new HashSet<>()));
        for (Recorder recorder : recorders) {
            recorder.recording()
                    .openRooms()
                    .forEach(room -> sids.computeIfAbsent(room, key -> new HashSet<>())
                            .add(recorder.recording().sid()));
        }
        return sids;
    }

    /// Has somebody ask who is in a room.
    CompletableFuture<JsonNode> askMembers(String room) {
        return recorders.get(random.nextInt(recorders.size())).members(room);
    }

    private List<String> allRooms() {
        List<String> all = new ArrayList<>(rooms);
        all.addAll(silentRooms);
        return all;
    }

    private void publish() {
        SplittableGenerator own = random.split();
        List<Recorder> publishers =
                recorders.stream().filter(Recorder::publishes).toList();
        long begun = System.nanoTime();
        long published = 0;
        while (publishing) {
            long due = (System.nanoTime() - begun) * plan.rate() / 1_000_000_000;
            for (; published < due; published++) {
                int length = own.nextInt(10) == 0 ? LONG : own.nextInt(SHORT);
                Recorder publisher = publishers.get(own.nextInt(publishers.size()));
                if (plan.routers() > 0 && own.nextInt(WIDE_EACH) == 0) {
                    publisher.publishWide(List.copyOf(severalRooms(own)), "x".repeat(length));
                } else {
                    publisher.publish(own, "x".repeat(length));
                }
            }
            pause(TICK_MS);
        }
    }

    private void wander() {
        SplittableGenerator own = random.split();
        while (publishing && !wanderers.isEmpty()) {
            Recorder wanderer = wanderers.get(own.nextInt(wanderers.size()));
            String room = someRoom(own);
            if (!resting) {
                wanderer.toggle(room);
            }
            pause(100 + own.nextInt(200));
        }
    }

    /// Waits until everybody is connected and in the right rooms.
    ///
    /// @return who is not
    List<String> awaitSettled(Duration patience) {
        await(patience, () -> recorders.stream().allMatch(Recorder::isSettled));
        return recorders.stream()
                .filter(recorder -> !recorder.isSettled())
                .map(Recorder::describe)
                .toList();
    }

    /// Waits until everybody is connected.
    boolean awaitConnected(Duration patience) {
        return await(
                patience,
                () -> recorders.stream().allMatch(each -> each.client().isConnected()));
    }

    /// Publishes a last message to each room, in each region where there is somebody, and waits until all who are in
    /// it have had it.
    ///
    /// @return the messages' numbers by room
    Map<String, Set<Long>> finish(Duration patience) throws InterruptedException {
        Map<String, Set<Long>> finals = new HashMap<>();
        long deadline = System.nanoTime() + patience.toNanos();
        for (int region = 0; region < plan.regions().size(); region++) {
            for (String room : allRooms()) {
                boolean published = false;
                while (!published && System.nanoTime() < deadline) {
                    published = publishFinal(region, room, finals);
                }
            }
        }
        await(patience, () -> recorders.stream().allMatch(recorder -> hasAll(recorder, finals)));
        return finals;
    }

    /// Whether it was published, or there is nobody in the region who could.
    private boolean publishFinal(int region, String room, Map<String, Set<Long>> finals) throws InterruptedException {
        List<Recorder> publishers = recorders.stream()
                .filter(each -> each.canPublish() && each.recording().region() == region)
                .toList();
        if (publishers.isEmpty()) {
            return true;
        }
        try {
            Recorder publisher = publishers.get(random.nextInt(publishers.size()));
            Publish publish = publisher.publish(room, "last").get(5, TimeUnit.SECONDS);
            if (publish.isAcked()) {
                finals.computeIfAbsent(room, key -> new HashSet<>()).add(publish.number());
            }
            return publish.isAcked();
        } catch (ExecutionException | TimeoutException again) {
            return false; // the next one is another message, by another publisher
        }
    }

    private static boolean hasAll(Recorder recorder, Map<String, Set<Long>> finals) {
        return recorder.recording().joinedRooms().stream()
                .allMatch(room -> finals.getOrDefault(room, Set.of()).stream()
                        .allMatch(number -> recorder.recording().has(room, number)));
    }

    private static boolean await(Duration patience, BooleanSupplier condition) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            pause(100);
        }
        return true;
    }

    private static void pause(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Ends all clients. More than once does nothing more.
    void end() {
        publishing = false;
        recorders.forEach(Recorder::close);
    }

    @Override
    public void close() {
        end();
    }
}
