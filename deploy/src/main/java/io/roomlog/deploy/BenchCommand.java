package io.roomlog.deploy;

import io.roomlog.deploy.bench.Bench;
import io.roomlog.deploy.bench.BenchException;
import io.roomlog.deploy.bench.Outcome;
import io.roomlog.deploy.bench.Plan;
import io.roomlog.deploy.bench.Report;
import io.roomlog.deploy.logging.Logging;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Model.CommandSpec;

/// `roomlog bench`: the load generator.
final class BenchCommand {
    private static final long STOPS_WITHIN_SECONDS = 20;

    private BenchCommand() {}

    static CommandSpec spec(Map<String, String> environment, PrintStream out) {
        CommandSpec spec = Commands.spec(
                "bench",
                "Measures throughput, latency and what they cost, over a broker and edges of its own or servers that"
                        + " run already. Exit code 1 where something was lost, repeated, out of order or refused.",
                parsed -> run(new BenchOptions(parsed, environment), out));
        return BenchOptions.addTo(spec);
    }

    private static int run(BenchOptions options, PrintStream out) throws IOException, InterruptedException {
        List<Plan> plans = options.plans();
        Bench bench = options.bench(out);
        Logging.errorsOnly();
        Thread own = Thread.currentThread();
        CountDownLatch done = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(own, done), "bench-stop"));
        List<Outcome> outcomes = new ArrayList<>();
        try {
            for (Plan plan : plans) {
                Outcome outcome = bench.run(plan);
                Report.print(outcome, out);
                outcomes.add(outcome);
            }
        } catch (BenchException impossible) {
            throw new StartException(String.valueOf(impossible.getMessage()));
        } catch (InterruptedException told) {
            out.println("stopped");
            return 1;
        } finally {
            if (options.json().isPresent()) {
                Report.write(outcomes, options.json().get());
            }
            done.countDown();
        }
        return outcomes.stream().allMatch(outcome -> outcome.faults().isEmpty()) ? 0 : 1;
    }

    /// Told to stop: what has been started is ended.
    private static void stop(Thread runner, CountDownLatch done) {
        if (done.getCount() == 0) {
            return;
        }
        runner.interrupt();
        try {
            if (!done.await(STOPS_WITHIN_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("roomlog bench: not stopped within " + STOPS_WITHIN_SECONDS + " s");
            }
        } catch (InterruptedException impatient) {
            Thread.currentThread().interrupt();
        }
    }
}
