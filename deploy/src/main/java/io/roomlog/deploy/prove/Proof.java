package io.roomlog.deploy.prove;

import io.roomlog.deploy.process.ScratchFolder;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A run of the proof harness: starts a cluster and clients, hurts them while messages are published, lets
/// everything heal, and has the judge hold what came against the log.
public final class Proof {
    private static final Duration SETTLE = Duration.ofSeconds(90);
    private static final Duration PROGRESS = Duration.ofSeconds(10);

    private final Plan plan;
    private final String secret;
    private final UnaryOperator<String> tokens;
    private final Supplier<String> mirrorClassPath;
    private final PrintStream out;
    private final Duration settle;
    private final Counts counts = new Counts();
    private final Ledger ledger = new Ledger();
    private final CountDownLatch told = new CountDownLatch(1);
    private final List<Violation> troubles = new ArrayList<>();
    private volatile @Nullable Cluster cluster;
    private volatile long startNanos = System.nanoTime();

    /// @param secret that edges check tokens with
    /// @param tokens makes a user's token, good for the whole run
    /// @param mirrorClassPath the class path of a mirror's process, where there is one
    public Proof(
            Plan plan, String secret, UnaryOperator<String> tokens, Supplier<String> mirrorClassPath, PrintStream out) {
        this.plan = plan;
        this.settle = SETTLE.multipliedBy(plan.pace());
        this.secret = secret;
        this.tokens = tokens;
        this.mirrorClassPath = mirrorClassPath;
        this.out = out;
    }

    /// Ends the run early, in order. Any thread.
    public void stop() {
        told.countDown();
    }

    /// Runs it.
    ///
    /// @return what was found
    /// @throws IOException if the cluster could not be started, or the log not be read at the end
    public Summary run() throws IOException, InterruptedException {
        ScratchFolder scratch = ScratchFolder.make("roomlog-prove");
        Path folder = scratch.path();
        boolean clean = false;
        try (Cluster own = Cluster.of(plan, secret, mirrorClassPath, folder)) {
            cluster = own;
            Summary summary = run(own, folder);
            clean = summary.isClean();
            return summary;
        } finally {
            if (clean && !plan.keep()) {
                scratch.delete();
            } else {
                out.println("Data and logs of the processes are kept in " + folder);
            }
        }
    }

    /// Kills all processes of a run that does not come to its end. Any thread.
    public void kill() {
        Cluster own = cluster;
        if (own != null) {
            own.close();
        }
    }

    private Summary run(Cluster running, Path folder) throws IOException, InterruptedException {
        String where = plan.hasSeveralRegions() ? "in each of " + String.join(", ", plan.regions()) + " " : "";
        out.println("Seed " + plan.seed() + ": " + where + plan.brokers() + " broker(s), " + plan.edges() + " edges, "
                + plan.routers() + " routers; "
                + plan.clients() + " clients, " + plan.rooms() + " rooms, " + plan.rate() + " publishes/s for "
                + plan.length().toSeconds() + " s");
        SplittableRandom random = new SplittableRandom(plan.seed());
        running.start();
        startNanos = System.nanoTime();
        Optional<MirrorWatch> mirror = running.mirror().map(MirrorWatch::new);
        try (Crowd crowd = new Crowd(plan, running, running.origins(), tokens, random.split(), ledger, counts)) {
            mirror.ifPresent(MirrorWatch::start);
            crowd.start();
            trouble(crowd.awaitSettled(settle), "have not connected and joined");
            log("everybody is there");
            Presence presence = new Presence(plan, crowd, counts, this::log);
            Faults faults = new Faults(plan, running, mirror, crowd, presence, random.split(), counts, this::log);
            crowd.startPublishing();
            faults.start();
            watch();
            faults.stop();
            crowd.stopPublishing();
            log("no more faults, no more publishes; settling");
            troubles.addAll(faults.problems());
            running.failed().forEach(name -> trouble(List.of(name), "has ended by itself"));
            trouble(crowd.awaitSettled(settle), "are not back in their rooms");
            log("everybody is back");
            if (plan.routers() > 0 && !running.awaitSpread(settle)) {
                trouble(List.of("the routers"), "have not spread everything");
            }
            if (mirror.isPresent() && !mirror.get().awaitLevel(settle)) {
                trouble(List.of("the mirror"), "is behind");
            }
            log("everything has been spread and mirrored");
            troubles.addAll(presence.check());
            Map<String, Set<Long>> finals = crowd.finish(settle);
            crowd.end();
            log("judging");
            return judge(running, mirror, crowd, finals, folder);
        } finally {
            mirror.ifPresent(MirrorWatch::close);
        }
    }

    private Summary judge(
            Cluster running, Optional<MirrorWatch> mirror, Crowd crowd, Map<String, Set<Long>> finals, Path folder)
            throws IOException {
        Truth truth =
                Truth.read(running.regions().stream().map(Region::bootstrap).toList());
        List<Recording> recordings =
                crowd.recorders().stream().map(Recorder::recording).toList();
        Verdict verdict = new Judge(truth, ledger, finals, mirror, startNanos).judge(recordings);
        Set<String> suspects = verdict.clients();
        for (Recording recording : recordings) {
            if (suspects.contains(recording.name())) {
                Files.write(folder.resolve(recording.name() + ".trace"), recording.trace(startNanos));
            }
        }
        return new Summary(plan, counts, ledger, verdict, truth.repeats(), troubles);
    }

    /// Tells how it goes, until the time is over.
    private void watch() throws InterruptedException {
        long end = System.nanoTime() + plan.length().toNanos();
        long left = end - System.nanoTime();
        while (left > 0 && !told.await(Math.min(left, PROGRESS.toNanos()), TimeUnit.NANOSECONDS)) {
            log(counts.deliveries() + " deliveries, " + counts.acks() + " publishes acked, " + counts.recovered()
                    + " resumes, " + counts.faults() + " faults");
            left = end - System.nanoTime();
        }
    }

    private void trouble(List<String> who, String what) {
        if (!who.isEmpty()) {
            troubles.add(Violation.of(Violation.Kind.RUN, String.join(", ", who) + " " + what));
        }
    }

    private void log(String line) {
        out.printf("%7.1f s  %s%n", (System.nanoTime() - startNanos) / 1e9, line);
    }
}
