package io.roomlog.deploy.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Connections that do nothing but answer pings: `idle`.
final class IdleRun {
    private static final int FIRST = 100;
    private static final Duration TELLS_EVERY = Duration.ofSeconds(5);

    private final Plan plan;
    private final Servers servers;
    private final Progress progress;
    private final Layout layout;

    IdleRun(Plan plan, Servers servers, Progress progress) {
        this.plan = plan;
        this.servers = servers;
        this.progress = progress;
        this.layout = new Layout(plan);
    }

    Outcome run() throws BenchException, IOException, InterruptedException {
        loadClasses();
        try (Fleet fleet = new Fleet(plan.sockets(), plan.threads(), Fleet.GENTLY, servers::address, layout::roomsOf)) {
            Sample empty = Sample.of(servers, fleet);
            double opened = fleet.open(fleet.clients(), progress);
            watch(fleet, plan.warmup());
            Sample before = Sample.of(servers, fleet);
            watch(fleet, plan.length());
            Sample after = Sample.of(servers, fleet);
            return outcome(fleet, opened, empty, before, after);
        }
    }

    /// Has the servers load what any connection needs once, so that it does not count as memory of the connections.
    private void loadClasses() throws BenchException, IOException, InterruptedException {
        int sockets = Math.min(FIRST, plan.sockets());
        try (Fleet first = new Fleet(sockets, 1, Fleet.GENTLY, servers::address, layout::roomsOf)) {
            var _ = first.open(first.clients(), progress);
        }
        Thread.sleep(Duration.ofSeconds(1));
    }

    private void watch(Fleet fleet, Duration length) throws InterruptedException {
        long end = System.nanoTime() + length.toNanos();
        for (long left = length.toNanos(); left > 0; left = end - System.nanoTime()) {
            Thread.sleep(Duration.ofNanos(Math.min(left, TELLS_EVERY.toNanos())));
            Sample now = Sample.of(servers, fleet);
            progress.tell("%,d pings answered lately, %d connections ended, %d MB resident"
                    .formatted(fleet.take().pings(), fleet.ended(), now.resident(servers) >> 20));
        }
    }

    private Outcome outcome(Fleet fleet, double opened, Sample empty, Sample before, Sample after) {
        long connected = fleet.sum(client -> client.isConnected() ? 1 : 0);
        long silent = fleet.sum(client -> client.isConnected() && client.pings() == 0 ? 1 : 0);
        Finding connections = new Finding(
                "connections",
                "%,d of %,d at the end, opened at %,.0f/s; %d were never pinged"
                        .formatted(connected, plan.sockets(), plan.sockets() / opened, silent),
                Map.of(
                        "connected",
                        connected,
                        "opened_per_second",
                        plan.sockets() / opened,
                        "never_pinged",
                        silent,
                        "connections_ended",
                        fleet.ended()));
        List<String> faults = new ArrayList<>(fleet.ends());
        faults.addAll(servers.troubles());
        if (silent > 0) {
            faults.add(silent + " connections were never pinged; --seconds may be too short for the ping interval");
        }
        return new Outcome(
                plan,
                List.of(
                        connections,
                        Costs.memory(servers, empty, after, after, plan.sockets()),
                        Costs.servers(before, after, "deliveries", 0),
                        Costs.generator(before, after, plan)),
                faults);
    }
}
