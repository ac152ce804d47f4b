package io.roomlog.deploy.prove;

import io.roomlog.common.log.RoomKey;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// What each kind of fault does. Everything blocks until the fault is over and mended.
final class Strikes {
    private static final Duration CUT = Duration.ofSeconds(2);
    private static final Duration LOG_AWAY = Duration.ofMinutes(1);
    private static final int STARTS = 3;

    private final Cluster cluster;
    private final Crowd crowd;

    Strikes(Cluster cluster, Crowd crowd) {
        this.cluster = cluster;
        this.crowd = crowd;
    }

    /// A fault of an edge.
    void strike(FaultKind kind, Edge edge, RandomGenerator random, Consumer<String> log)
            throws IOException, InterruptedException {
        switch (kind) {
            case EDGE_KILL -> killEdge(edge, millis(random, 200, 2_500), log);
            case EDGE_STOP -> {
                Duration length = millis(random, 1_000, 9_000);
                log.accept(edge + " for " + text(length));
                edge.process().suspend();
                Thread.sleep(length.toMillis());
                edge.process().resume();
            }
            case CLIENT_CUT -> {
                log.accept(edge + " and " + edge.proxy().links() + " connections for " + text(CUT));
                edge.proxy().cut(CUT);
            }
            case HALF_OPEN -> {
                Duration length = millis(random, 3_000, 9_000);
                boolean reset = random.nextBoolean();
                log.accept(edge + " for " + text(length) + (reset ? ", then reset" : ", then all at once"));
                edge.proxy().hold(random, 0.7, length, reset);
            }
            case REGION_KILL,
                    REGION_LOG_AWAY,
                    MIRROR_KILL,
                    MOVE,
                    ROUTER_KILL,
                    BROKER_RESTART,
                    BROKER_KILL,
                    LEADER_KILL,
                    CLIENT_RESET,
                    BROKER_CUT,
                    BROKER_RESET,
                    STORM,
                    SLOW -> throw new IllegalArgumentException(kind + " is no fault of an edge");
        }
    }

    /// A fault of a region.
    void strike(FaultKind kind, Region region, RandomGenerator random, Consumer<String> log)
            throws IOException, InterruptedException {
        if (kind == FaultKind.REGION_KILL) {
            Duration away = millis(random, 1_000, 15_000);
            log.accept("all edges of " + region.name() + ", away for " + text(away) + " and their start");
            for (Edge edge : region.edges()) {
                edge.kill();
            }
            Thread.sleep(away.toMillis());
            for (Edge edge : region.edges()) {
                startEdge(edge);
            }
        } else {
            log.accept("all brokers of " + region.name() + " for " + text(LOG_AWAY));
            for (Broker broker : region.brokers()) {
                broker.stop();
            }
            Thread.sleep(LOG_AWAY.toMillis());
            for (Broker broker : region.brokers()) {
                broker.process().start();
            }
            region.awaitBrokers();
        }
    }

    /// A fault of anything else.
    void strike(FaultKind kind, RandomGenerator random, Consumer<String> log) throws IOException, InterruptedException {
        Broker broker = one(cluster.brokers(), random);
        switch (kind) {
            case ROUTER_KILL -> {
                Router router = one(cluster.routers(), random);
                Duration away = millis(random, 200, 5_000);
                log.accept(router.process().name() + ", away for " + text(away) + " and its start");
                router.process().kill();
                Thread.sleep(away.toMillis());
                router.start();
                router.awaitReady();
            }
            case BROKER_RESTART -> {
                log.accept(broker.process().name());
                broker.restart(millis(random, 0, 1_500));
            }
            case BROKER_KILL -> {
                log.accept(broker.process().name());
                broker.crash(millis(random, 0, 1_500));
            }
            case LEADER_KILL -> {
                Broker leader = leader(random);
                log.accept(leader.process().name());
                leader.crash(millis(random, 500, 8_000));
            }
            case BROKER_CUT -> {
                log.accept(
                        broker.process().name() + " and " + broker.proxy().links() + " connections for " + text(CUT));
                broker.proxy().cut(CUT);
            }
            case BROKER_RESET ->
                log.accept(broker.process().name() + ", " + broker.proxy().reset(random, 0.6) + " connections");
            case CLIENT_RESET -> {
                Edge edge = one(cluster.edges(), random);
                log.accept(edge + ", " + edge.proxy().reset(random, 0.6) + " connections");
            }
            case MIRROR_KILL -> {
                Mirror mirror = cluster.mirror().orElseThrow();
                Duration away = millis(random, 1_000, 20_000);
                log.accept("away for " + text(away) + " and its start");
                mirror.process().kill();
                Thread.sleep(away.toMillis());
                mirror.start();
            }
            case MOVE -> move(random, log);
            case STORM -> storm(1 + random.nextInt(4), log);
            case SLOW -> slow(random, log);
            case EDGE_KILL, EDGE_STOP, CLIENT_CUT, HALF_OPEN, REGION_KILL, REGION_LOG_AWAY ->
                throw new IllegalArgumentException(kind + " is a fault of an edge or a region");
        }
    }

    private static void killEdge(Edge edge, Duration away, Consumer<String> log)
            throws IOException, InterruptedException {
        log.accept(edge + ", away for " + text(away) + " and its start");
        edge.kill();
        Thread.sleep(away.toMillis());
        startEdge(edge);
    }

    private static void startEdge(Edge edge) throws IOException, InterruptedException {
        for (int start = 1; ; start++) {
            try {
                edge.start();
                return;
            } catch (IOException failed) {
                // It gives up where the log is away for long, which others may be the cause of.
                if (start == STARTS) {
                    throw failed;
                }
                edge.kill();
            }
        }
    }

    private void storm(int waves, Consumer<String> log) throws InterruptedException {
        log.accept("everybody, " + waves + (waves == 1 ? " time" : " times"));
        for (int wave = 0; wave < waves; wave++) {
            crowd.recorders().forEach(recorder -> recorder.client().abort());
            Thread.sleep(400);
        }
    }

    private void move(RandomGenerator random, Consumer<String> log) {
        List<Recorder> movers = crowd.recorders().stream()
                .filter(recorder -> random.nextInt(6) == 0)
                .toList();
        movers.forEach(Recorder::move);
        log.accept(movers.size() + " clients");
    }

    private void slow(RandomGenerator random, Consumer<String> log) {
        int count = 0;
        for (Recorder recorder : crowd.recorders()) {
            if (random.nextInt(6) == 0) {
                recorder.client().pause(2_000 + random.nextInt(6_000));
                count++;
            }
        }
        log.accept(count + " clients read nothing for 2 to 8 s");
    }

    private Broker leader(RandomGenerator random) throws IOException, InterruptedException {
        int partition =
                new RoomKey(RoomKey.DEFAULT_NAMESPACE, "room-" + random.nextInt(8)).partition(Cluster.PARTITIONS);
        return one(cluster.regions(), random).leader(partition);
    }

    private static <T> T one(List<T> list, RandomGenerator random) {
        return list.get(random.nextInt(list.size()));
    }

    private static Duration millis(RandomGenerator random, int from, int to) {
        return Duration.ofMillis(random.nextInt(from, to));
    }

    private static String text(Duration time) {
        return "%.1f s".formatted(time.toMillis() / 1e3);
    }
}
