package io.roomlog.deploy.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Joins of rooms with a past, without a pause or at a fixed rate: `history`.
final class HistoryRun {
    private final Plan plan;
    private final Servers servers;
    private final Progress progress;
    private final Layout layout;

    HistoryRun(Plan plan, Servers servers, Progress progress) {
        this.plan = plan;
        this.servers = servers;
        this.progress = progress;
        this.layout = new Layout(plan);
    }

    Outcome run() throws BenchException, IOException, InterruptedException {
        try (Fleet fleet =
                new Fleet(plan.sockets(), plan.threads(), Fleet.GENTLY, servers::address, socket -> List.of())) {
            fleet.clients().forEach(Client::withoutMessages);
            var _ = fleet.open(fleet.clients(), progress);
            Meter meter = new Meter(fleet, progress);
            makePasts(fleet, meter);
            List<String> rooms =
                    IntStream.range(0, plan.rooms()).mapToObj(layout::room).toList();
            List<Joiner> joiners = fleet.clients().stream()
                    .map(client -> new Joiner(client, rooms, client.number(), plan.messages(), true))
                    .toList();
            return measure(fleet, meter, joiners);
        }
    }

    private void makePasts(Fleet fleet, Meter meter) throws BenchException, InterruptedException {
        List<Publisher> publishers = layout.publishers(room -> fleet.clients().get(room * plan.roomSize()));
        Publishing.send(publishers, plan.messages(), plan.window());
        var _ = meter.drain(() -> publishers.stream().allMatch(Publisher::isDone));
        if (!publishers.stream().allMatch(Publisher::isDone)) {
            throw new BenchException("the servers have not taken the messages that are to be the rooms' past");
        }
    }

    private Outcome measure(Fleet fleet, Meter meter, List<Joiner> joiners) throws InterruptedException {
        List<Pacer> pacers = plan.rate() > 0 ? List.of(Pacer.start(joiners, plan.rate())) : List.of();
        if (pacers.isEmpty()) {
            joiners.forEach(joiner -> joiner.joinEverOn(true));
        }
        Tally counted;
        Sample before;
        Sample after;
        try {
            var _ = meter.watch(plan.warmup(), "warm-up");
            before = Sample.of(servers, fleet);
            counted = meter.watch(plan.length(), "measured");
            after = Sample.of(servers, fleet);
        } finally {
            pacers.forEach(Pacer::close);
            joiners.forEach(joiner -> joiner.joinEverOn(false));
        }
        double seconds = after.secondsSince(before);
        Finding rates = Joiner.rates(counted, seconds);
        Finding costs = Costs.servers(before, after, "joins", counted.joins());
        counted.add(meter.drain(() -> joiners.stream().allMatch(Joiner::isDone)));
        List<String> faults = new ArrayList<>(Joiner.faults(meter.all()));
        if (!joiners.stream().allMatch(Joiner::isDone)) {
            faults.add("joins were not answered");
        }
        faults.addAll(fleet.ends());
        faults.addAll(servers.troubles());
        return new Outcome(
                plan,
                List.of(
                        rates,
                        Finding.latency("join", counted.joinMicros()),
                        costs,
                        Costs.generator(before, after, plan)),
                faults);
    }
}
