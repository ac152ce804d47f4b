package io.roomlog.deploy.prove;

import io.roomlog.deploy.prove.FaultKind.Target;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator.SplittableGenerator;

/// Does one fault after the other, some of them at the same time. One edge at least is always left alone, brokers
/// are hurt one at a time, as are routers and the mirror, and now and then everybody gets the time to come back.
final class Faults {
    private static final Duration CALM_EVERY = Duration.ofSeconds(20);
    private static final Duration CALM = Duration.ofMillis(1_500);
    private static final Duration BACK_WITHIN = Duration.ofSeconds(40);
    private static final Duration BROKER_REST = Duration.ofSeconds(3);
    private static final Duration LOG_AWAY_EVERY = Duration.ofMinutes(4);

    private final Plan plan;
    private final List<FaultKind> kinds;
    private final Cluster cluster;
    private final Crowd crowd;
    private final Optional<MirrorWatch> mirror;
    private final Presence presence;
    private final SplittableGenerator random;
    private final Counts counts;
    private final Consumer<String> log;
    private final List<Violation> problems = new CopyOnWriteArrayList<>();
    private final Strikes strikes;
    private final Thread thread;
    private final List<Edge> freeEdges;
    private final Set<Target> busy = EnumSet.noneOf(Target.class);
    private long nextLogAway = System.nanoTime();
    private int active;
    private volatile boolean over;

    /// What a fault takes away meanwhile.
    ///
    /// @param edges which nobody else may hurt
    /// @param region of a fault of all of a region
    private record Prey(List<Edge> edges, Optional<Region> region) {
        static Prey none() {
            return new Prey(List.of(), Optional.empty());
        }
    }

    /// @param mirror between regions, where there are several
    /// @param log gets a line for each fault
    Faults(
            Plan plan,
            Cluster cluster,
            Optional<MirrorWatch> mirror,
            Crowd crowd,
            Presence presence,
            SplittableGenerator random,
            Counts counts,
            Consumer<String> log) {
        this.plan = plan;
        this.kinds = plan.faults().stream().sorted().toList();
        this.cluster = cluster;
        this.mirror = mirror;
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
        Duration calmEvery = CALM_EVERY.multipliedBy(plan.pace());
        long nextCalm = System.nanoTime() + calmEvery.toNanos();
        try {
            while (!over) {
                TimeUnit.MILLISECONDS.sleep(plan.pace() * (800L + random.nextInt(2_200)));
                if (System.nanoTime() > nextCalm) {
                    calm();
                    nextCalm = System.nanoTime() + calmEvery.toNanos();
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
        Duration backWithin = BACK_WITHIN.multipliedBy(plan.pace());
        if (!crowd.awaitConnected(backWithin) && !over) {
            problem("not everybody has come back within " + backWithin.toSeconds() + " s of calm");
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
        Optional<Prey> taken = take(kind);
        if (taken.isEmpty()) {
            return;
        }
        counts.fault(kind);
        SplittableGenerator own = random.split();
        Thread.ofVirtual().name("prove-fault").start(() -> perform(kind, taken.get(), own));
    }

    /// What a fault is to hurt; empty where that is hurt by another one already.
    private synchronized Optional<Prey> take(FaultKind kind) {
        Optional<Prey> prey = switch (kind.target()) {
            case EDGE ->
                freeEdges.size() < 2
                        ? Optional.empty()
                        : Optional.of(
                                new Prey(List.of(freeEdges.get(random.nextInt(freeEdges.size()))), Optional.empty()));
            case REGION -> region(kind);
            case BROKER, ROUTER, MIRROR -> busy.add(kind.target()) ? Optional.of(Prey.none()) : Optional.empty();
            case LINKS -> Optional.of(Prey.none());
        };
        prey.ifPresent(taken -> {
            freeEdges.removeAll(taken.edges());
            active++;
        });
        return prey;
    }

    private Optional<Prey> region(FaultKind kind) {
        Region region = cluster.regions().get(random.nextInt(cluster.regions().size()));
        boolean logAway = kind == FaultKind.REGION_LOG_AWAY;
        if (!freeEdges.containsAll(region.edges())
                || freeEdges.size() == region.edges().size()
                || (logAway && System.nanoTime() < nextLogAway)
                || !busy.add(Target.BROKER)) {
            return Optional.empty();
        }
        if (logAway) {
            nextLogAway = System.nanoTime() + LOG_AWAY_EVERY.toNanos();
        }
        return Optional.of(new Prey(region.edges(), Optional.of(region)));
    }

    private void perform(FaultKind kind, Prey prey, SplittableGenerator own) {
        boolean cuts = kind.cutsRegions();
        try {
            if (cuts) {
                mirror.ifPresent(MirrorWatch::cut);
            }
            strike(kind, prey, own);
            if (busiesBrokers(kind)) {
                cluster.awaitBrokers();
                TimeUnit.MILLISECONDS.sleep(BROKER_REST.toMillis());
            }
        } catch (IOException failed) {
            problem(kind.typed() + ": " + failed.getMessage());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            if (cuts) {
                mirror.ifPresent(MirrorWatch::mended);
            }
            release(kind, prey);
        }
    }

    private void strike(FaultKind kind, Prey prey, SplittableGenerator own) throws IOException, InterruptedException {
        Consumer<String> line = what -> log.accept(kind.typed() + ": " + what);
        if (prey.region().isPresent()) {
            strikes.strike(kind, prey.region().get(), own, line);
        } else if (prey.edges().isEmpty()) {
            strikes.strike(kind, own, line);
        } else {
            strikes.strike(kind, prey.edges().getFirst(), own, line);
        }
    }

    private static boolean busiesBrokers(FaultKind kind) {
        return kind.target() == Target.BROKER || kind.target() == Target.REGION;
    }

    private synchronized void release(FaultKind kind, Prey prey) {
        freeEdges.addAll(prey.edges());
        busy.remove(busiesBrokers(kind) ? Target.BROKER : kind.target());
        active--;
        notifyAll();
    }
}
