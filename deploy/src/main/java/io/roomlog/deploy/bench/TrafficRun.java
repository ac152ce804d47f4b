package io.roomlog.deploy.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Messages in rooms, at a fixed rate or as fast as acks allow: `fanout`, `flood`, `big-room`, `pairs`.
final class TrafficRun {
    private static final Duration SETTLES = Duration.ofSeconds(3);
    private static final Duration DRAINS_WITHIN = Duration.ofSeconds(60);
    private static final Duration STANDSTILL = Duration.ofSeconds(5);

    private final Plan plan;
    private final Servers servers;
    private final Progress progress;
    private final String prefix = "bench-" + UUID.randomUUID().toString().substring(0, 8) + '-';
    private final List<Publisher> publishers = new ArrayList<>();
    private final Tally all = new Tally();

    TrafficRun(Plan plan, Servers servers, Progress progress) {
        this.plan = plan;
        this.servers = servers;
        this.progress = progress;
    }

    Outcome run() throws BenchException, IOException, InterruptedException {
        try (Fleet fleet = new Fleet(plan.sockets(), plan.threads(), servers::address, this::rooms)) {
            Sample empty = Sample.of(servers, fleet);
            layOut(fleet);
            long begin = System.nanoTime();
            fleet.open(fleet.clients(), progress::tell);
            double opened = (System.nanoTime() - begin) / 1e9;
            progress.tell("%,d sockets are there, after %.1f s".formatted(plan.sockets(), opened));
            Thread.sleep(SETTLES);
            all.add(fleet.take());
            Sample connected = Sample.of(servers, fleet);
            return measure(fleet, empty, connected);
        }
    }

    private Outcome measure(Fleet fleet, Sample empty, Sample connected) throws InterruptedException {
        Tally counted = new Tally();
        Sample before;
        Sample after;
        Publishing publishing = Publishing.start(plan, publishers);
        try {
            watch(fleet, plan.warmup(), "warm-up", new Tally());
            before = Sample.of(servers, fleet);
            watch(fleet, plan.length(), "measured", counted);
            after = Sample.of(servers, fleet);
        } finally {
            publishing.stop();
        }
        long deliveries = counted.deliveries();
        long publishes = counted.acked();
        Finding rates = rates(counted, after.secondsSince(before));
        drain(fleet, counted);
        Audit audit = Audit.of(fleet, publishers, all);
        List<Finding> findings = List.of(
                rates,
                Finding.latency("delivery", counted.deliveryMicros()),
                Finding.latency("ack", counted.answerMicros()),
                plan.roomSize() < 10
                        ? Costs.servers(before, after, "publishes", publishes)
                        : Costs.servers(before, after, "deliveries", deliveries),
                Costs.memory(servers, empty, connected, Sample.of(servers, fleet), plan.sockets()),
                audit.finding(fleet.ended()),
                Costs.generator(before, after, plan));
        List<String> faults = new ArrayList<>(audit.faults());
        faults.addAll(fleet.ends());
        faults.addAll(servers.troubles());
        return new Outcome(plan, findings, faults);
    }

    private List<String> rooms(int client) {
        return List.of(prefix + plan.room(client));
    }

    /// Gives each room a publisher, its first member, and has the others expect its messages.
    private void layOut(Fleet fleet) {
        for (int room = 0; room < plan.rooms(); room++) {
            int first = room * plan.roomSize();
            int size = plan.sizeOf(room);
            publishers.add(new Publisher(room, fleet.clients().get(first), prefix + room, size, plan.payload()));
            for (Client member : fleet.clients().subList(first, first + size)) {
                member.expect(room);
            }
        }
    }

    private static Finding rates(Tally counted, double seconds) {
        Map<String, Number> figures = new LinkedHashMap<>();
        double each = counted.deliveries() == 0 ? 0 : (double) counted.deliveredBytes() / counted.deliveries();
        figures.put("deliveries_per_second", counted.deliveries() / seconds);
        figures.put("publishes_per_second", counted.acked() / seconds);
        figures.put("bytes_per_delivery", each);
        figures.put("seconds", seconds);
        return new Finding(
                "rate",
                "%,.0f deliveries/s of %.0f bytes, %,.0f publishes/s, over %.1f s"
                        .formatted(counted.deliveries() / seconds, each, counted.acked() / seconds, seconds),
                figures);
    }

    /// Counts for a while, and tells how it goes.
    private void watch(Fleet fleet, Duration length, String what, Tally into) throws InterruptedException {
        long begin = System.nanoTime();
        long end = begin + length.toNanos();
        long from = begin;
        for (long left = end - begin; left > 0; left = end - System.nanoTime()) {
            Thread.sleep(Duration.ofNanos(Math.min(left, Duration.ofSeconds(2).toNanos())));
            Tally lately = fleet.take();
            long now = System.nanoTime();
            double seconds = (now - from) / 1e9;
            from = now;
            progress.tell("%s: %,.0f deliveries/s, %,.0f publishes/s, delivery p50 %s p99 %s ms"
                    .formatted(
                            what,
                            lately.deliveries() / seconds,
                            lately.acked() / seconds,
                            Finding.millis(lately.deliveryMicros().getValueAtPercentile(50) / 1000.0),
                            Finding.millis(lately.deliveryMicros().getValueAtPercentile(99) / 1000.0)));
            into.add(lately);
            all.add(lately);
        }
    }

    /// Waits until everything has come that will; it counts for the latency.
    private void drain(Fleet fleet, Tally counted) throws InterruptedException {
        long begin = System.nanoTime();
        long moved = begin;
        long now = begin;
        while (!isDrained() && now - moved < STANDSTILL.toNanos() && now - begin < DRAINS_WITHIN.toNanos()) {
            Thread.sleep(100);
            Tally lately = fleet.take();
            counted.add(lately);
            all.add(lately);
            now = System.nanoTime();
            if (lately.deliveries() + lately.acked() > 0) {
                moved = now;
            }
        }
        progress.tell("everything is there that will come, after %.1f s".formatted((now - begin) / 1e9));
        Thread.sleep(500);
        all.add(fleet.take());
    }

    private boolean isDrained() {
        long expected = 0;
        for (Publisher publisher : publishers) {
            if (publisher.unanswered() > 0) {
                return false;
            }
            expected += (long) publisher.acked() * publisher.receivers();
        }
        return all.deliveries() - all.repeated() - all.strays() >= expected;
    }
}
