package io.roomlog.mirror;

import io.roomlog.common.metrics.Meters;
import io.roomlog.common.metrics.Metric;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// Mirrors rooms, sessions and leases between regions: exactly once, committed records only, each with its origin.
/// Where it can no longer be exact it ends, and says why.
public final class Mirror implements AutoCloseable {
    private final Map<String, Region> regions = new LinkedHashMap<>();
    private final List<FlowRun> runs = new ArrayList<>();
    private final CompletableFuture<List<Flow>> ready = new CompletableFuture<>();
    private final CompletableFuture<String> failure = new CompletableFuture<>();

    /// Starts it. It is ready, see [#notReady()], when all flows run; a flow whose regions cannot be reached waits.
    ///
    /// @param targets mirrors to these regions only; to all if there are none
    /// @param goOn whether it goes on behind what a region has let go of before it was mirrored: readers are told
    public static Mirror start(MirrorFile file, List<String> targets, boolean goOn) {
        Mirror mirror = new Mirror();
        try {
            mirror.open(file, file.flows(targets), goOn);
            return mirror;
        } catch (RuntimeException e) {
            mirror.close();
            throw e;
        }
    }

    private Mirror() {}

    private void open(MirrorFile file, List<Flow> flows, boolean goOn) {
        for (Flow flow : flows) {
            runs.add(new FlowRun(
                    new Opening(
                            flow,
                            region(flow.source(), file),
                            region(flow.target(), file),
                            file.tasks(),
                            file.replicationFactor(),
                            goOn),
                    file,
                    this::lookWhetherReady,
                    failure::complete));
        }
        runs.forEach(FlowRun::start);
    }

    private Region region(String name, MirrorFile file) {
        return Objects.requireNonNull(regions.computeIfAbsent(name, made -> new Region(made, file.client(made))));
    }

    private List<Flow> flows() {
        return runs.stream().map(FlowRun::flow).toList();
    }

    /// Shows whether it is ready, each flow's lag, and how many records it has mirrored.
    public void show(Meters meters) {
        meters.info("mirror");
        meters.gauge(Metric.READY, () -> notReady().isEmpty() ? 1 : 0);
        for (FlowRun run : runs) {
            Flow flow = run.flow();
            meters.gauge(Metric.MIRROR_LAG, run::lagSeconds, flow.target(), flow.source());
            meters.total(Metric.MIRRORED, run::mirrored, flow.target(), flow.source());
        }
    }

    /// What its flows still wait for; empty while all of them run.
    public Optional<String> notReady() {
        return runs.stream()
                .flatMap(run -> run.waitsFor().stream().map(what -> run.flow() + " waits for " + what))
                .findFirst();
    }

    /// When all flows run for the first time.
    ///
    /// @return completed with the flows, on a thread that must not block
    public CompletableFuture<List<Flow>> ready() {
        return ready.copy();
    }

    private void lookWhetherReady() {
        if (notReady().isEmpty()) {
            ready.complete(flows());
        }
    }

    /// What it cannot go on with; the process is to be ended.
    ///
    /// @return completed with the reason, on a thread that must not block
    public CompletableFuture<String> failure() {
        return failure.copy();
    }

    /// Ends it: what is under way is finished, or given up whole.
    @Override
    public void close() {
        runs.forEach(FlowRun::close);
        regions.values().forEach(Region::close);
    }
}
