package io.roomlog.deploy.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/// What goes on beside the messages in `mixed`: joins with a past, and connections that are cut and resumed at once.
final class Bustle implements AutoCloseable {
    private static final int JOINERS = 50;
    private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(10);
    /// So many publishes for each join with a past.
    private static final int PUBLISHES_PER_JOIN = 10;
    /// So many publishes for each connection that is cut.
    private static final int PUBLISHES_PER_CUT = 30;

    private final Plan plan;
    private final Fleet joining;
    private final Fleet fleet;
    private final List<Joiner> joiners;
    private final List<Paced> cuts;
    private final List<Pacer> pacers = new ArrayList<>();
    private final AtomicInteger cut = new AtomicInteger();
    private final Tally counted = new Tally();

    private Bustle(Plan plan, Fleet joining, Fleet fleet, List<Joiner> joiners) {
        this.plan = plan;
        this.joining = joining;
        this.fleet = fleet;
        this.joiners = joiners;
        this.cuts = fleet.clients().stream()
                .filter(client -> client.number() % plan.roomSize() != 0)
                .map(this::cutOf)
                .toList();
    }

    private Paced cutOf(Client client) {
        return scheduled -> client.loop().execute(() -> {
            if (client.isConnected()) {
                cut.incrementAndGet();
                client.cut();
                client.open();
            }
        });
    }

    /// Opens clients that join.
    ///
    /// @param fleet whose connections are cut, but for those that publish
    static Bustle open(Plan plan, Servers servers, Layout layout, Fleet fleet, Progress progress)
            throws BenchException, IOException, InterruptedException {
        List<String> rooms =
                IntStream.range(0, plan.rooms()).mapToObj(layout::room).toList();
        Fleet joining = new Fleet(
                JOINERS, 1, Fleet.GENTLY, number -> servers.address(plan.sockets() + number), number -> List.of());
        try {
            joining.clients().forEach(Client::withoutMessages);
            var _ = joining.open(joining.clients(), progress);
        } catch (BenchException | InterruptedException failed) {
            joining.close();
            throw failed;
        }
        List<Joiner> joiners = joining.clients().stream()
                .map(client -> new Joiner(client, rooms, client.number(), plan.messages(), false))
                .toList();
        return new Bustle(plan, joining, fleet, joiners);
    }

    void start() {
        pacers.add(Pacer.start(joiners, plan.rate() / PUBLISHES_PER_JOIN));
        if (!cuts.isEmpty()) {
            pacers.add(Pacer.start(cuts, plan.rate() / PUBLISHES_PER_CUT));
        }
    }

    /// From now on it counts.
    void measure() {
        var _ = joining.take();
    }

    /// Ends it, and waits a little for what is under way.
    void stop() throws InterruptedException {
        pacers.forEach(Pacer::close);
        counted.add(joining.take());
        long deadline = System.nanoTime() + ANSWERED_WITHIN.toNanos();
        while (!joiners.stream().allMatch(Joiner::isDone) && System.nanoTime() < deadline) {
            Thread.sleep(50);
        }
    }

    List<Finding> findings(double seconds) {
        int resumed = fleet.recovered();
        return List.of(
                Joiner.rates(counted, seconds),
                Finding.latency("join", counted.joinMicros()),
                new Finding(
                        "resumes",
                        "%d connections cut, %d recovered, in all".formatted(cut.get(), resumed),
                        Map.of("cut", cut.get(), "recovered", resumed)));
    }

    List<String> faults() {
        List<String> faults = new ArrayList<>(Joiner.faults(counted));
        int left = cut.get() - fleet.recovered();
        if (left != 0) {
            faults.add(left + " sessions were not recovered");
        }
        if (!joiners.stream().allMatch(Joiner::isDone)) {
            faults.add("joins were not answered");
        }
        joining.ends().forEach(end -> faults.add("joining " + end));
        return faults;
    }

    @Override
    public void close() {
        joining.close();
    }
}
