package io.roomlog.mirror;

import io.roomlog.common.cursor.Epoch;
import io.roomlog.common.log.Topics;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.connect.mirror.MirrorMaker;
import org.apache.kafka.connect.mirror.MirrorSourceConnector;
import org.apache.kafka.connect.mirror.SourceAndTarget;
import org.apache.kafka.connect.runtime.rest.entities.ConnectorStateInfo;

/// Mirrors rooms, sessions and leases between regions: exactly once, committed records only, each with its origin. Where
/// it can no longer be exact it ends, and says why.
public final class Mirror implements AutoCloseable {
    private static final long WAIT_MS = 500;
    private static final long TELL_EVERY = 20;
    private static final Duration LOOK = Duration.ofSeconds(2);
    private static final String FAILED = "FAILED";

    private final Map<String, Region> regions = new LinkedHashMap<>();
    private final Map<Flow, FlowWatch> watches = new HashMap<>();
    private final Map<String, Map<String, Epoch>> epochs = new HashMap<>();
    private final CompletableFuture<String> failure = new CompletableFuture<>();
    private final List<Flow> flows;
    private final MirrorMaker maker;
    private final Thread looking;

    /// Starts it, once the topics of all regions are there.
    ///
    /// @param targets mirrors to these regions only; to all if there are none
    /// @param goOn whether it goes on behind what a region has let go of before it was mirrored: readers are told
    /// @param out told what it waits for
    /// @throws IllegalStateException if the regions do not fit together
    public static Mirror start(MirrorFile file, List<String> targets, boolean goOn, PrintStream out)
            throws InterruptedException {
        return new Mirror(file, targets, goOn, out);
    }

    private Mirror(MirrorFile file, List<String> targets, boolean goOn, PrintStream out) throws InterruptedException {
        flows = file.flows(targets);
        if (flows.isEmpty()) {
            throw new IllegalStateException("nothing is to be mirrored: " + file.regions() + " to " + targets);
        }
        file.regions().forEach(name -> regions.put(name, new Region(name, file.client(name))));
        boolean whole = false;
        try {
            Map<String, Map<String, TopicDescription>> topics = new LinkedHashMap<>();
            for (Region region : regions.values()) {
                topics.put(region.name(), awaitTopics(region, out));
            }
            requireSameCounts(topics);
            topics.forEach((name, its) -> epochs.put(name, region(name).epochs(its)));
            for (Flow flow : flows) {
                region(flow.target())
                        .makeMirrored(
                                flow.source(),
                                Objects.requireNonNull(topics.get(flow.source())),
                                file.replicationFactor());
                watches.put(
                        flow,
                        new FlowWatch(
                                flow,
                                region(flow.source()).admin(),
                                file.client(flow.target()),
                                goOn,
                                failure::complete));
            }
            Map<Flow, String> names = new HashMap<>();
            watches.forEach((flow, watch) -> names.put(flow, watch.name()));
            maker = new MirrorMaker(
                    MirrorSettings.of(file, flows, epochs, names),
                    flows.stream().map(Flow::target).distinct().toList());
            maker.start();
            whole = true;
        } catch (ExecutionException e) {
            throw new IllegalStateException("a region's Kafka cannot be used: " + e.getCause(), e);
        } finally {
            if (!whole) {
                closeRegions();
            }
        }
        looking = Thread.ofPlatform().daemon().name("mirror-look").start(this::look);
    }

    private Region region(String name) {
        return Objects.requireNonNull(regions.get(name));
    }

    private static Map<String, TopicDescription> awaitTopics(Region region, PrintStream out)
            throws ExecutionException, InterruptedException {
        for (long tries = 0; ; tries++) {
            var found = region.topics();
            if (found.isPresent()) {
                return found.get();
            }
            if (tries % TELL_EVERY == 0) {
                out.println("Waiting for Roomlog's topics in " + region.name() + ": its edges and routers make them");
            }
            TimeUnit.MILLISECONDS.sleep(WAIT_MS);
        }
    }

    /// A room lies in the same partition everywhere.
    private static void requireSameCounts(Map<String, Map<String, TopicDescription>> topics) {
        for (String topic : Topics.MIRRORED) {
            Map<String, Integer> counts = new LinkedHashMap<>();
            topics.forEach((region, its) -> counts.put(
                    region, Objects.requireNonNull(its.get(topic)).partitions().size()));
            if (counts.values().stream().distinct().count() > 1) {
                throw new IllegalStateException(
                        "topic " + topic + " must have as many partitions in all regions, and has " + counts);
            }
        }
    }

    // ---- while it runs

    private void look() {
        try {
            while (!failure.isDone()) {
                TimeUnit.MILLISECONDS.sleep(LOOK.toMillis());
                for (Flow flow : flows) {
                    lookAt(flow);
                }
                for (Region region : regions.values()) {
                    lookAt(region);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void lookAt(Flow flow) {
        ConnectorStateInfo state = maker.connectorStatus(
                new SourceAndTarget(flow.source(), flow.target()), MirrorSourceConnector.class.getSimpleName());
        if (state == null) {
            return; // not begun yet
        }
        List<String> problems = new ArrayList<>();
        if (state.connector().state().equals(FAILED)) {
            problems.add(state.connector().trace());
        }
        state.tasks().stream()
                .filter(task -> task.state().equals(FAILED))
                .forEach(task -> problems.add(task.trace()));
        if (!problems.isEmpty()) {
            failure.complete(flow + " has failed: " + problems.getFirst());
        }
    }

    /// A topic that was made again is another: what its offsets mean would be told wrongly.
    private void lookAt(Region region) throws InterruptedException {
        try {
            region.topics()
                    .map(region::epochs)
                    .filter(now -> !now.equals(epochs.get(region.name())))
                    .ifPresent(now -> failure.complete(
                            "the topics of " + region.name() + " have been made anew; start the mirror again"));
        } catch (ExecutionException e) {
            // away for a while: MirrorMaker waits for it as well
        }
    }

    /// What it cannot go on with; the process is to be ended.
    ///
    /// @return completed with the reason, on a thread that must not block
    public CompletableFuture<String> failure() {
        return failure.copy();
    }

    /// Ends it: what is under way is finished or given up whole.
    @Override
    public void close() {
        looking.interrupt();
        maker.stop();
        maker.awaitStop();
        closeRegions();
    }

    private void closeRegions() {
        watches.values().forEach(FlowWatch::close);
        regions.values().forEach(Region::close);
    }
}
