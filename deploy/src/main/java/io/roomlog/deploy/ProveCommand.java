package io.roomlog.deploy;

import io.roomlog.common.config.Configuration;
import io.roomlog.common.config.Secret;
import io.roomlog.common.config.Settings;
import io.roomlog.deploy.logging.Logging;
import io.roomlog.deploy.prove.FaultKind;
import io.roomlog.deploy.prove.Plan;
import io.roomlog.deploy.prove.Proof;
import io.roomlog.deploy.prove.Summary;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/// `roomlog prove`: the proof harness.
final class ProveCommand {
    private static final Duration STOPS_WITHIN = Duration.ofMinutes(5);
    private static final Duration TOKEN_LIFE = Duration.ofDays(2);

    private ProveCommand() {}

    static CommandSpec spec(PrintStream out) {
        CommandSpec spec = Commands.spec(
                "prove",
                "Runs brokers, edges and clients, hurts them, and holds what every client got against the log."
                        + " Exit code 1 where a promise was not kept.",
                parsed -> run(parsed, out));
        spec.addOption(number("--minutes", "N", "How long there are faults and publishes.", "10"));
        spec.addOption(number("--seconds", "N", "The same in seconds.", ""));
        spec.addOption(number("--seed", "S", "The seed of everything that is drawn; a new one without it.", ""));
        spec.addOption(OptionSpec.builder("--faults")
                .type(String.class)
                .paramLabel("LIST")
                .arity("1")
                .defaultValue("all")
                .description("all, none, or some with commas between them: " + FaultKind.names() + ". (all)")
                .build());
        spec.addOption(OptionSpec.builder("--regions")
                .type(List.class)
                .auxiliaryTypes(String.class)
                .paramLabel("NAMES")
                .arity("1")
                .splitRegex(",")
                .description("Two regions or more, as eu,us, with a mirror between them; edges, brokers and routers are"
                        + " those of each. (one region)")
                .build());
        spec.addOption(number("--edges", "N", "Edges, 2 or more; in several regions, 1 or more in each.", "3"));
        spec.addOption(number("--brokers", "N", "Brokers, 1 or 3.", "1"));
        spec.addOption(number("--routers", "N", "Routers, 0 for none.", "2"));
        spec.addOption(number("--clients", "N", "Clients.", "60"));
        spec.addOption(number("--wanderers", "N", "How many of them join and leave rooms all the time.", "12"));
        spec.addOption(number("--rooms", "N", "Rooms.", "30"));
        spec.addOption(number("--rate", "N", "Publishes a second.", "200"));
        spec.addOption(OptionSpec.builder("--keep")
                .type(boolean.class)
                .description("Keeps data and logs of the processes, which otherwise are kept only where a promise was"
                        + " not kept.")
                .build());
        return spec;
    }

    private static OptionSpec number(String name, String label, String description, String fallback) {
        OptionSpec.Builder option = Commands.option(
                name, Long.class, label, fallback.isEmpty() ? description : description + " (" + fallback + ")");
        return (fallback.isEmpty() ? option : option.defaultValue(fallback)).build();
    }

    private static int run(ParseResult parsed, PrintStream out) throws IOException, InterruptedException {
        Plan plan = plan(parsed);
        Logging.errorsOnly();
        String secret = UUID.randomUUID().toString();
        Tokens tokens = new Tokens(Secret.of(secret), Clock.systemUTC());
        Proof proof = new Proof(
                plan, secret, user -> tokens.mint(user, TOKEN_LIFE, Optional.empty()), MirrorCommand::classPath, out);
        CountDownLatch done = new CountDownLatch(1);
        int[] code = {1};
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(proof, done, code), "prove-stop"));
        try {
            Summary summary = proof.run();
            summary.print(out);
            code[0] = summary.isClean() ? 0 : 1;
            return code[0];
        } finally {
            out.flush();
            done.countDown();
        }
    }

    /// Told to stop: the run is brought to its end early, and judged.
    private static void stop(Proof proof, CountDownLatch done, int[] code) {
        if (done.getCount() == 0) {
            return;
        }
        proof.stop();
        try {
            done.await(STOPS_WITHIN.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        proof.kill();
        Runtime.getRuntime().halt(code[0]);
    }

    private static Plan plan(ParseResult parsed) {
        long seconds = parsed.hasMatchedOption("--seconds")
                ? number(parsed, "--seconds", 1, 1_000_000)
                : 60 * number(parsed, "--minutes", 1, 100_000);
        int brokers = (int) number(parsed, "--brokers", 1, 3);
        if (brokers == 2) {
            throw refused(parsed, "--brokers: must be 1 or 3");
        }
        List<String> regions = regions(parsed);
        int routers = (int) number(parsed, "--routers", 0, 10);
        long seed = parsed.hasMatchedOption("--seed")
                ? parsed.matchedOptionValue("--seed", 0L)
                : new SplittableRandom().nextInt(1_000_000);
        try {
            return new Plan(
                    Duration.ofSeconds(seconds),
                    seed,
                    FaultKind.parse(parsed.matchedOptionValue("--faults", "all"), brokers, routers, regions.size()),
                    regions,
                    (int) number(parsed, "--edges", regions.size() > 1 ? 1 : 2, 20),
                    brokers,
                    routers,
                    (int) number(parsed, "--clients", 1, 5_000),
                    (int) number(parsed, "--wanderers", 0, 5_000),
                    (int) number(parsed, "--rooms", 1, 5_000),
                    (int) number(parsed, "--rate", 1, 100_000),
                    parsed.hasMatchedOption("--keep"));
        } catch (IllegalArgumentException malformed) {
            throw refused(parsed, "--faults: " + malformed.getMessage());
        }
    }

    private static List<String> regions(ParseResult parsed) {
        if (!parsed.hasMatchedOption("--regions")) {
            return List.of(Configuration.defaults().get(Settings.REGION));
        }
        List<String> regions = parsed.matchedOptionValue("--regions", List.of());
        boolean named = regions.stream().allMatch(Settings::isRegion);
        if (!named || regions.size() < 2 || Set.copyOf(regions).size() < regions.size()) {
            throw refused(parsed, "--regions: must be two or more names, each once, of up to 32 of a-z 0-9 -");
        }
        return regions;
    }

    private static long number(ParseResult parsed, String name, long least, long most) {
        long value = parsed.commandSpec().findOption(name).getValue();
        if (value < least || value > most) {
            throw refused(parsed, name + ": must be from " + least + " to " + most);
        }
        return value;
    }

    private static ParameterException refused(ParseResult parsed, String why) {
        return new ParameterException(parsed.commandSpec().commandLine(), why);
    }
}
