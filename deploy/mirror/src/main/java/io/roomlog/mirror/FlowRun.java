package io.roomlog.mirror;

import io.roomlog.common.cursor.Epoch;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.NotFoundException;
import org.apache.kafka.connect.mirror.MirrorMaker;
import org.apache.kafka.connect.mirror.SourceAndTarget;
import org.apache.kafka.connect.runtime.rest.entities.ConnectorStateInfo;
import org.jspecify.annotations.Nullable;

/// One flow from its opening to its end, on a thread of its own: it waits for its regions, has MirrorMaker run, and
/// watches it. Flows do not wait for each other.
///
/// Kafka Connect makes its transforms itself, from the names of their classes: they find their flow by its name, in
/// this process.
final class FlowRun implements AutoCloseable {
    private static final Logger LOG = System.getLogger(FlowRun.class.getName());
    private static final Map<String, FlowRun> BY_NAME = new ConcurrentHashMap<>();
    private static final long RETRY_MS = 1000;
    private static final long LOOK_MS = 1000;
    private static final long BLIND_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final int NOTE_EVERY = 60;
    private static final String STANDBY = "the end of another process that mirrors the same";
    private static final String FAILED = "FAILED";
    private static final String RUNNING = "RUNNING";

    private final Opening opening;
    private final MirrorFile file;
    private final Runnable onRunning;
    private final Consumer<String> onFailure;
    private final Thread thread;
    private final LongAdder mirrored = new LongAdder();
    private final Map<TopicPartition, Long> told = new ConcurrentHashMap<>();
    private volatile Map<String, Epoch> epochs = Map.of();
    private volatile @Nullable Progress progress;
    private volatile String waitsFor = "it is starting";
    private volatile long lagMillis;
    private volatile boolean closing;
    private volatile long lookedNanos = System.nanoTime();

    /// @param onRunning told, on the flow's thread, that it mirrors
    /// @param onFailure told, on the flow's thread, of what it cannot go on with
    FlowRun(Opening opening, MirrorFile file, Runnable onRunning, Consumer<String> onFailure) {
        this.opening = opening;
        this.file = file;
        this.onRunning = onRunning;
        this.onFailure = onFailure;
        BY_NAME.put(flow().toString(), this);
        thread = Thread.ofPlatform().name("mirror-" + flow()).unstarted(this::run);
    }

    /// The flow of this process that has this name.
    static FlowRun named(String name) {
        FlowRun flow = BY_NAME.get(name);
        if (flow == null) {
            throw new ConnectException("this process does not mirror " + name);
        }
        return flow;
    }

    void start() {
        thread.start();
    }

    Flow flow() {
        return opening.flow();
    }

    /// What it still waits for; empty while it mirrors.
    Optional<String> waitsFor() {
        return Optional.of(waitsFor).filter(reason -> !reason.isEmpty());
    }

    /// The age in seconds of the oldest record that is not mirrored yet, 0 where there is none; for how long nothing is
    /// known, where it cannot be told; not a number while another process mirrors.
    double lagSeconds() {
        if (waitsFor.equals(STANDBY)) {
            return Double.NaN;
        }
        long blindNanos = System.nanoTime() - lookedNanos;
        return blindNanos > BLIND_NANOS ? blindNanos / 1e9 : lagMillis / 1e3;
    }

    /// How many records have been handed on.
    long mirrored() {
        return mirrored.sum();
    }

    // ---- for the transform, on the tasks' threads

    /// The epochs of the source's topics.
    Map<String, Epoch> epochs() {
        return epochs;
    }

    /// A record is about to be mirrored.
    ///
    /// @param first whether it is the first of its partition that a task has got
    /// @return where the range begins that was lost before it
    OptionalLong handOn(TopicPartition place, long offset, boolean first) {
        mirrored.increment();
        Progress now = progress;
        if (!first || now == null) {
            return OptionalLong.empty();
        }
        OptionalLong lostFrom = now.lostFrom(place);
        boolean tells = lostFrom.isPresent() && told.computeIfAbsent(place, _ -> offset) == offset;
        return tells ? lostFrom : OptionalLong.empty();
    }

    // ---- its thread

    private void run() {
        try {
            while (true) {
                try {
                    runOnce();
                } catch (ExecutionException e) {
                    waitFor("a region's Kafka: " + e.getCause());
                } catch (KafkaException e) { // of a client, or of Connect
                    waitFor("a region's Kafka: " + e);
                }
                TimeUnit.MILLISECONDS.sleep(RETRY_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (MirrorException e) {
            onFailure.accept(flow() + ": " + e.getMessage());
        } catch (RuntimeException e) {
            if (!closing) { // Connect has exceptions of its own for an interrupt
                LOG.log(Level.ERROR, flow() + " has failed", e);
                onFailure.accept(flow() + " has failed: " + e);
            }
        }
    }

    private void waitFor(String what) {
        if (!what.equals(waitsFor) && !closing) {
            waitsFor = what;
            LOG.log(Level.WARNING, "{0} waits for {1}", flow(), what);
        }
    }

    private void runs() {
        if (!waitsFor.isEmpty()) {
            waitsFor = "";
            onRunning.run();
        }
    }

    private void runOnce() throws ExecutionException, InterruptedException {
        Region source = opening.source();
        Optional<Map<String, TopicDescription>> topics = source.mirrored();
        if (topics.isEmpty() || opening.target().mirrored().isEmpty()) {
            String missing = topics.isEmpty() ? flow().source() : flow().target();
            waitFor("Roomlog's topics in " + missing + ": its edges and routers make them");
            return;
        }
        if (opening.target().hasWorkers(flow())) {
            waitFor(STANDBY);
            return;
        }
        told.clear();
        epochs = source.epochs(topics.get());
        try (Progress its = opening.open(topics.get());
                Lag lag = new Lag(flow(), source, its, Opening.places(topics.get()), System::currentTimeMillis)) {
            progress = its;
            mirror(lag);
        } finally {
            progress = null;
        }
    }

    private void mirror(Lag lag) throws ExecutionException, InterruptedException {
        MirrorMaker maker = new MirrorMaker(MirrorSettings.of(file, flow()), List.of(flow().target()));
        try {
            maker.start();
            for (long looks = 0; ; looks++) {
                TimeUnit.MILLISECONDS.sleep(LOOK_MS);
                if (!isRunning(maker)) {
                    continue;
                }
                runs();
                lookAt(lag, looks);
            }
        } finally {
            stop(maker);
        }
    }

    private void lookAt(Lag lag, long looks) throws InterruptedException {
        try {
            requireSameEpochs();
            lagMillis = lag.millis();
            lookedNanos = System.nanoTime();
            if (looks % NOTE_EVERY == 0) {
                lag.note();
            }
        } catch (ExecutionException | KafkaException e) {
            LOG.log(Level.DEBUG, "{0} cannot be looked at: {1}", flow(), e); // MirrorMaker waits as well
        }
    }

    /// A topic that was made again is another: what its offsets mean would be told wrongly.
    private void requireSameEpochs() throws ExecutionException, InterruptedException {
        Region source = opening.source();
        Map<String, Epoch> now = source.epochs(source.topics(epochs.keySet()));
        for (Map.Entry<String, Epoch> topic : epochs.entrySet()) {
            if (!topic.getValue().equals(now.get(topic.getKey()))) {
                throw new MirrorException(topic.getKey() + " of " + flow().source() + " has been "
                        + (now.containsKey(topic.getKey()) ? "made anew" : "deleted")
                        + "; start the mirror again, and it is mirrored from its beginning");
            }
        }
    }

    private boolean isRunning(MirrorMaker maker) {
        ConnectorStateInfo state;
        try {
            state = maker.connectorStatus(new SourceAndTarget(flow().source(), flow().target()), Flow.CONNECTOR);
        } catch (NotFoundException notYet) {
            return false;
        }
        List<String> problems = new ArrayList<>();
        if (state.connector().state().equals(FAILED)) {
            problems.add(String.valueOf(state.connector().trace()));
        }
        state.tasks().stream()
                .filter(task -> task.state().equals(FAILED))
                .forEach(task -> problems.add(String.valueOf(task.trace())));
        if (!problems.isEmpty()) {
            throw new ConnectException(problems.getFirst());
        }
        return !state.tasks().isEmpty()
                && state.tasks().stream().allMatch(task -> task.state().equals(RUNNING));
    }

    private static void stop(MirrorMaker maker) {
        boolean interrupted = Thread.interrupted();
        maker.stop();
        maker.awaitStop();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /// Ends it: what is under way is finished, or given up whole.
    @Override
    public void close() {
        closing = true;
        thread.interrupt();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        BY_NAME.remove(flow().toString(), this);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
