package io.roomlog.deploy.prove;

import io.roomlog.deploy.prove.FaultKind.Target;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator.SplittableGenerator;
import org.jspecify.annotations.Nullable;

/// Does one fault after the other, some of them at the same time. One edge at least is always left alone, brokers
/// are hurt one at a time, and now and then everybody gets the time to come back.
final class Faults {
    private static final Duration CALM_EVERY = Duration.ofSeconds(20);
    private static final Duration CALM = Duration.ofMillis(1_500);
    private static final Duration BACK_WITHIN = Duration.ofSeconds(40);
    private static final Duration BROKER_REST = Duration.ofSeconds(3);

    private final List<FaultKind> kinds;
    private final Cluster cluster;
    private final Crowd crowd;
    private final Presence presence;
    private final SplittableGenerator random;
    private final Counts counts;
    private final Consumer<String> log;
    private final List<Violation> problems = new CopyOnWriteArrayList<>();
    private final Strikes strikes;
    private final Thread thread;
    private final List<Edge> freeEdges;
    private boolean brokersFree = true;
    private boolean routersFree = true;
    private int active;
    private volatile boolean over;

    /// @param log gets a line for each fault
    Faults(
            Plan plan,
            Cluster cluster,
            Crowd crowd,
            Presence presence,
            SplittableGenerator random,
            Counts counts,
            Consumer<String> log) {
        this.kinds = plan.faults().stream().sorted().toList();
        this.cluster = cluster;
        this.crowd = crowd;
        this.presence = presence;
        this.random = random;
        this.counts = counts;
        this.log = log;
        this.strikes = new Strikes(cluster, crowd);
        this.freeEdges = new ArrayList<>(cluster.edges());
        this.thread = Thread.ofVirtual().name("prove-faults").unstarted(this::run);
    }

    void start() {
        if (!kinds.isEmpty()) {
            thread.start();
        }
    }

    /// Begins no more faults, and waits until those under way are over and mended.
    void stop() throws InterruptedException {
        over = true;
        thread.interrupt();
        thread.join();
        awaitQuiet();
    }

    /// What has gone wrong that should not have.
    List<Violation> problems() {
        return List.copyOf(problems);
    }

    private void problem(String what) {
        problems.add(Violation.of(Violation.Kind.RUN, what));
    }

    private void run() {
        long nextCalm = System.nanoTime() + CALM_EVERY.toNanos();
        try {
            while (!over) {
                TimeUnit.MILLISECONDS.sleep(800 + random.nextInt(2_200));
                if (System.nanoTime() > nextCalm) {
                    calm();
                    nextCalm = System.nanoTime() + CALM_EVERY.toNanos();
                }
                strike(kinds.get(random.nextInt(kinds.size())));
            }
        } catch (InterruptedException stopped) {
            // Told to stop.
        }
    }

    /// Waits until everything is mended and everybody has come back.
    private void calm() throws InterruptedException {
        awaitQuiet();
        if (!crowd.awaitConnected(BACK_WITHIN) && !over) {
            problem("not everybody has come back within " + BACK_WITHIN.toSeconds() + " s of calm");
        }
        cluster.failed().forEach(name -> problem(name + " has ended by itself"));
        TimeUnit.MILLISECONDS.sleep(CALM.toMillis());
        if (!over) {
            problems.addAll(presence.check());
        }
    }

    private synchronized void awaitQuiet() throws InterruptedException {
        while (active > 0) {
            wait();
        }
    }

    private void strike(FaultKind kind) {
        Edge edge = null;
        synchronized (this) {
            if (kind.target() == Target.EDGE) {
                if (freeEdges.size() < 2) {
                    return;
                }
                edge = freeEdges.remove(random.nextInt(freeEdges.size()));
            } else if (kind.target() == Target.BROKER) {
                if (!brokersFree) {
                    return;
                }
                brokersFree = false;
            } else if (kind.target() == Target.ROUTER) {
                if (!routersFree) {
                    return;
                }
                routersFree = false;
            }
            active++;
        }
        counts.fault(kind);
        Edge taken = edge;
        SplittableGenerator own = random.split();
        Thread.ofVirtual().name("prove-fault").start(() -> perform(kind, taken, own));
    }

    private void perform(FaultKind kind, @Nullable Edge edge, SplittableGenerator own) {
        try {
            Consumer<String> line = what -> log.accept(kind.typed() + ": " + what);
            if (edge == null) {
                strikes.strike(kind, own, line);
            } else {
                strikes.strike(kind, edge, own, line);
            }
            if (kind.target() == Target.BROKER) {
                cluster.awaitBrokers();
                TimeUnit.MILLISECONDS.sleep(BROKER_REST.toMillis());
            }
        } catch (IOException failed) {
            problem(kind.typed() + ": " + failed.getMessage());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            release(kind, edge);
        }
    }

    private synchronized void release(FaultKind kind, @Nullable Edge edge) {
        if (edge != null) {
            freeEdges.add(edge);
        }
        brokersFree |= kind.target() == Target.BROKER;
        routersFree |= kind.target() == Target.ROUTER;
        active--;
        notifyAll();
    }
}
