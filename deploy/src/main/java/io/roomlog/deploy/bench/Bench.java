package io.roomlog.deploy.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// Runs scenarios, against servers of its own or others.
public final class Bench {
    private final Starter starter;
    private final int addresses;
    private final PrintStream out;

    /// Makes the servers of a run.
    @FunctionalInterface
    private interface Starter {
        Servers start(Scenario scenario) throws BenchException, InterruptedException;
    }

    private Bench(Starter starter, int addresses, PrintStream out) {
        this.starter = starter;
        this.addresses = addresses;
        this.out = out;
    }

    /// A bench that starts a broker and edges for each run, and ends them with it.
    ///
    /// @param secret that edges check tokens with
    /// @param tokens makes a user's token, good for the whole run
    public static Bench ofOwn(OwnSettings settings, String secret, UnaryOperator<String> tokens, PrintStream out) {
        return new Bench(
                scenario -> scenario == Scenario.REGIONS
                        ? RegionServers.start(settings, secret, tokens)
                        : OwnServers.start(settings, secret, tokens),
                settings.edges(),
                out);
    }

    /// A bench of servers that run already.
    ///
    /// @param tokens makes a user's token; empty where the servers ask for none
    public static Bench ofGiven(
            List<InetSocketAddress> addresses,
            Optional<UnaryOperator<String>> tokens,
            List<ServerProcess> processes,
            PrintStream out) {
        return new Bench(
                scenario -> new GivenServers(
                        addresses, client -> tokens.map(make -> make.apply("bench-" + client)), processes),
                addresses.size(),
                out);
    }

    /// Runs a scenario to its end.
    ///
    /// @throws BenchException if it could not be run
    public Outcome run(Plan plan) throws BenchException, IOException, InterruptedException {
        Progress progress = new Progress(out);
        progress.tell(plan.scenario().typed() + ": " + plan.scenario().sentence());
        Limits.check(plan.sockets(), addresses);
        try (Servers servers = starter.start(plan.scenario())) {
            progress.tell("the servers are there");
            return switch (plan.scenario()) {
                case FANOUT, FLOOD, BIG_ROOM, PAIRS, MIXED, REGIONS -> new TrafficRun(plan, servers, progress).run();
                case HISTORY -> new HistoryRun(plan, servers, progress).run();
                case STORM -> new StormRun(plan, servers, progress).run();
                case IDLE -> new IdleRun(plan, servers, progress).run();
            };
        }
    }
}
