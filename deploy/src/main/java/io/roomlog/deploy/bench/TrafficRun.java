package io.roomlog.deploy.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Messages in rooms, at a fixed rate or as fast as acks allow: `fanout`, `flood`, `big-room`, `pairs`, and `mixed`
/// with what goes on beside them.
final class TrafficRun {
    private static final Duration SETTLES = Duration.ofSeconds(3);
    /// Below that, it is publishes that cost, not deliveries.
    private static final int SMALL_ROOM = 10;

    private final Plan plan;
    private final Servers servers;
    private final Progress progress;
    private final Layout layout;

    TrafficRun(Plan plan, Servers servers, Progress progress) {
        this.plan = plan;
        this.servers = servers;
        this.progress = progress;
        this.layout = new Layout(plan);
    }

    Outcome run() throws BenchException, IOException, InterruptedException {
        try (Fleet fleet = new Fleet(plan.sockets(), plan.threads(), Fleet.GENTLY, servers::address, layout::roomsOf)) {
            List<Publisher> publishers = layout.publishers(room -> layout.publisher(room, fleet.clients()));
            layout.expect(fleet.clients());
            if (plan.scenario() == Scenario.MIXED) {
                fleet.clients().forEach(Client::resumable);
            }
            Sample empty = Sample.of(servers, fleet);
            var _ = fleet.open(fleet.clients(), progress);
            Thread.sleep(SETTLES);
            if (plan.scenario() != Scenario.MIXED) {
                return measure(fleet, publishers, empty, List.of());
            }
            try (Bustle bustle = Bustle.open(plan, servers, layout, fleet, progress)) {
                return measure(fleet, publishers, empty, List.of(bustle));
            }
        }
    }

    private Outcome measure(Fleet fleet, List<Publisher> publishers, Sample empty, List<Bustle> bustle)
            throws InterruptedException {
        Sample connected = Sample.of(servers, fleet);
        Meter meter = new Meter(fleet, progress);
        Sample before;
        Sample after;
        Tally counted;
        Publishing publishing = Publishing.start(plan, publishers);
        bustle.forEach(Bustle::start);
        try {
            var _ = meter.watch(plan.warmup(), "warm-up");
            bustle.forEach(Bustle::measure);
            before = Sample.of(servers, fleet);
            counted = meter.watch(plan.length(), "measured");
            after = Sample.of(servers, fleet);
        } finally {
            for (Bustle each : bustle) {
                each.stop();
            }
            publishing.stop();
        }
        double seconds = after.secondsSince(before);
        List<Finding> findings = new ArrayList<>(List.of(rates(counted, seconds)));
        findings.add(
                plan.roomSize() < SMALL_ROOM
                        ? Costs.servers(before, after, "publishes", counted.acked())
                        : Costs.servers(before, after, "deliveries", counted.deliveries()));
        counted.add(meter.drain(() -> Layout.isDrained(publishers, meter.all())));
        Audit audit = Audit.of(fleet, publishers, meter.all());
        findings.add(1, Finding.latency("delivery", counted.deliveryMicros()));
        findings.add(2, Finding.latency("ack", counted.answerMicros()));
        if (plan.scenario() == Scenario.REGIONS) {
            findings.add(2, Finding.latency("far", counted.farMicros()));
        }
        bustle.forEach(each -> findings.addAll(each.findings(seconds)));
        findings.add(Costs.memory(servers, empty, connected, Sample.of(servers, fleet), plan.sockets()));
        findings.add(audit.finding(fleet.ended()));
        findings.add(Costs.generator(before, after, plan));
        publishing.lateness().ifPresent(findings::add);
        List<String> faults = new ArrayList<>(audit.faults());
        bustle.forEach(each -> faults.addAll(each.faults()));
        faults.addAll(fleet.ends());
        faults.addAll(servers.troubles());
        return new Outcome(plan, findings, faults);
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
}
