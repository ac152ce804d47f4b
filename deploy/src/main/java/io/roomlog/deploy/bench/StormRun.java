package io.roomlog.deploy.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/// All connections are cut at once, messages are published, and all come back and resume: `storm`.
///
/// Publishers are clients apart, which stay. The warm-up is the same, as often as it takes.
final class StormRun {
    private static final int PUBLISHING_CLIENTS = 16;
    /// How many connect at a time; those that wait in a server's accept queue are among them.
    private static final int HURRIEDLY = 1_000;

    private final Plan plan;
    private final Servers servers;
    private final Progress progress;
    private final Layout layout;

    /// One storm.
    ///
    /// @param seconds from the cut's end until the last socket had everything
    /// @param back microseconds from the cut's end until a socket's CONNECT was answered
    /// @param complete microseconds from the cut's end until a socket had everything
    private record Storm(
            double publishSeconds,
            double seconds,
            long recovered,
            long deliveries,
            Histogram back,
            Histogram complete,
            Sample before,
            Sample after) {}

    StormRun(Plan plan, Servers servers, Progress progress) {
        this.plan = plan;
        this.servers = servers;
        this.progress = progress;
        this.layout = new Layout(plan);
    }

    Outcome run() throws BenchException, IOException, InterruptedException {
        try (Fleet fleet = new Fleet(plan.sockets(), plan.threads(), HURRIEDLY, servers::address, layout::roomsOf);
                Fleet publishing = new Fleet(
                        PUBLISHING_CLIENTS,
                        1,
                        Fleet.GENTLY,
                        number -> servers.address(plan.sockets() + number),
                        number -> List.of())) {
            List<Publisher> publishers =
                    layout.publishers(room -> publishing.clients().get(room % PUBLISHING_CLIENTS));
            fleet.clients().forEach(Client::resumable);
            layout.expect(fleet.clients());
            Sample empty = Sample.of(servers, fleet);
            var _ = fleet.open(fleet.clients(), progress);
            var _ = publishing.open(publishing.clients(), progress);
            Meter meter = new Meter(fleet, progress);
            // The first message gives every socket an offset, which some servers ask for.
            publish(publishers, 1);
            var _ = meter.drain(() -> Layout.isDrained(publishers, meter.all()));
            Sample connected = Sample.of(servers, fleet);
            long warm = System.nanoTime() + plan.warmup().toNanos();
            while (System.nanoTime() < warm) {
                var _ = storm(fleet, publishers, meter);
            }
            Storm storm = storm(fleet, publishers, meter);
            return outcome(fleet, publishers, meter, storm, empty, connected);
        }
    }

    private Storm storm(Fleet fleet, List<Publisher> publishers, Meter meter)
            throws BenchException, InterruptedException {
        fleet.cut();
        var _ = meter.take();
        long recoveredBefore = fleet.recovered();
        long begin = System.nanoTime();
        publish(publishers, plan.messages());
        double publishSeconds = (System.nanoTime() - begin) / 1e9;
        Sample before = Sample.of(servers, fleet);
        long cutsEnd = System.nanoTime();
        var _ = fleet.open(fleet.clients(), progress);
        Tally counted = meter.drain(() -> Layout.isDrained(publishers, meter.all()));
        Sample after = Sample.of(servers, fleet);
        Histogram back = since(cutsEnd, fleet, true);
        Histogram complete = since(cutsEnd, fleet, false);
        double seconds = Math.max(back.getMaxValue(), complete.getMaxValue()) / 1e6;
        long recovered = fleet.recovered() - recoveredBefore;
        progress.tell("storm: %,d of %,d recovered, %,d messages, everything there after %.2f s"
                .formatted(recovered, plan.sockets(), counted.deliveries(), seconds));
        return new Storm(publishSeconds, seconds, recovered, counted.deliveries(), back, complete, before, after);
    }

    /// Publishes so many messages to each room, and waits until all are answered.
    private void publish(List<Publisher> publishers, int messages) throws BenchException, InterruptedException {
        Publishing.send(publishers, messages, plan.window());
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!publishers.stream().allMatch(Publisher::isDone)) {
            if (System.nanoTime() > deadline) {
                throw new BenchException("publishes were not answered within 60 s");
            }
            Thread.sleep(10);
        }
    }

    /// How long after a moment each socket was back, or had its last message.
    private static Histogram since(long nanos, Fleet fleet, boolean back) {
        Histogram micros = new Histogram(3);
        for (Loop loop : fleet.loops()) {
            loop.ask(() -> {
                for (Client client : fleet.clients()) {
                    if (client.loop() == loop) {
                        long at = back ? client.connectedAt() : client.lastMessageAt();
                        micros.recordValue(Math.max(0, (at - nanos) / 1000));
                    }
                }
                return true;
            });
        }
        return micros;
    }

    private Outcome outcome(
            Fleet fleet, List<Publisher> publishers, Meter meter, Storm storm, Sample empty, Sample connected) {
        Audit audit = Audit.of(fleet, publishers, meter.all());
        int published = plan.messages() * plan.rooms();
        Finding summary = new Finding(
                "storm",
                "everything there after %.2f s: %,d of %,d recovered, %,d messages come, of %,d published in %.2f s"
                        .formatted(
                                storm.seconds,
                                storm.recovered,
                                plan.sockets(),
                                storm.deliveries,
                                published,
                                storm.publishSeconds),
                Map.of(
                        "seconds",
                        storm.seconds,
                        "recovered",
                        storm.recovered,
                        "messages_come",
                        storm.deliveries,
                        "published",
                        published,
                        "publish_seconds",
                        storm.publishSeconds));
        List<String> faults = new ArrayList<>(audit.faults());
        if (storm.recovered != plan.sockets()) {
            faults.add((plan.sockets() - storm.recovered) + " sessions were not recovered");
        }
        faults.addAll(fleet.ends());
        faults.addAll(servers.troubles());
        return new Outcome(
                plan,
                List.of(
                        summary,
                        Finding.latency("back", storm.back),
                        Finding.latency("complete", storm.complete),
                        Costs.servers(storm.before, storm.after, "resumes", plan.sockets()),
                        Costs.memory(servers, empty, connected, storm.after, plan.sockets()),
                        audit.finding(fleet.ended()),
                        Costs.generator(storm.before, storm.after, plan)),
                faults);
    }
}
