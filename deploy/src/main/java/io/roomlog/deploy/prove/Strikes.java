package io.roomlog.deploy.prove;

import io.roomlog.common.log.RoomKey;
import io.roomlog.common.log.Topics;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;

/// What each kind of fault does. Everything blocks until the fault is over and mended.
final class Strikes {
    private static final Duration CUT = Duration.ofSeconds(2);
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
            case ROUTER_KILL,
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
            case STORM -> storm(1 + random.nextInt(4), log);
            case SLOW -> slow(random, log);
            case EDGE_KILL, EDGE_STOP, CLIENT_CUT, HALF_OPEN ->
                throw new IllegalArgumentException(kind + " is a fault of an edge");
        }
    }

    private static void killEdge(Edge edge, Duration away, Consumer<String> log)
            throws IOException, InterruptedException {
        log.accept(edge + ", away for " + text(away) + " and its start");
        edge.kill();
        Thread.sleep(away.toMillis());
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
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrap()))) {
            TopicDescription rooms = Objects.requireNonNull(admin.describeTopics(List.of(Topics.ROOMS))
                    .allTopicNames()
                    .get(10, TimeUnit.SECONDS)
                    .get(Topics.ROOMS));
            int leader = rooms.partitions().get(partition).leader().id();
            return cluster.brokers().get(leader - 1);
        } catch (ExecutionException | TimeoutException failed) {
            throw new IOException("nobody knows who leads partition " + partition, failed);
        }
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
