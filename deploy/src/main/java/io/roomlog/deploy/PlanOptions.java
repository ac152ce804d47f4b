package io.roomlog.deploy;

import io.roomlog.common.config.Units;
import io.roomlog.deploy.capacity.Demand;
import io.roomlog.deploy.capacity.Machine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/// What `roomlog plan` has been told on its command line.
record PlanOptions(ParseResult parsed) {
    private static final long MOST = 1_000_000_000;
    private static final Pattern MEMORY = Pattern.compile("([0-9]{1,7})(MB|GB)");

    /// Adds the options to a command.
    static CommandSpec addTo(CommandSpec spec) {
        spec.addOption(number("--users", "Connections, in all regions together; needed."));
        spec.addOption(number("--rooms", "Rooms, in all; needed."));
        spec.addOption(decimal("--rate", "Publishes a second, over all rooms and regions; needed."));
        spec.addOption(
                decimal("--rooms-per-user", "Rooms that a user joins, besides those of the socket and the user. (1)"));
        spec.addOption(number("--message", "Bytes of a payload. (204)"));
        spec.addOption(number("--regions", "Regions, over which users are spread evenly. (1)"));
        spec.addOption(number("--replication", "Copies of each record in a region. (3)"));
        spec.addOption(text("--retention", "TIME", "How long messages are kept. (7d)"));
        spec.addOption(number("--cores", "Cores of a machine. (4)"));
        spec.addOption(text("--memory", "SIZE", "Memory of an edge's machine, as 8GB or 512MB. (8GB)"));
        spec.addOption(decimal(
                "--load",
                "The share of a machine that may be used in normal running; the rest is for a lost one's work. (0.5)"));
        spec.addOption(decimal("--speed", "How fast a core is, against one of those that were measured. (1.0)"));
        spec.addOption(number(
                "--reconnect", "Within how many seconds a region's users come back when its edges were lost. (60)"));
        spec.addOption(text(
                "--check", "FILE", "Compares what bench --json wrote with what the costs predict, and nothing else."));
        return spec.addOption(OptionSpec.builder("--page")
                .type(boolean.class)
                .hidden(true)
                .description("Prints the part of deploy/CAPACITY.md that is generated.")
                .build());
    }

    private static OptionSpec number(String name, String description) {
        return Commands.option(name, Long.class, "N", description).build();
    }

    private static OptionSpec decimal(String name, String description) {
        return Commands.option(name, Double.class, "X", description).build();
    }

    private static OptionSpec text(String name, String label, String description) {
        return Commands.option(name, String.class, label, description).build();
    }

    boolean isPage() {
        return parsed.hasMatchedOption("--page");
    }

    /// The bench's file that is to be compared.
    Optional<Path> check() {
        return Optional.ofNullable(parsed.matchedOptionValue("--check", (String) null))
                .map(Path::of);
    }

    double speed() {
        return decimal("--speed", 1, 0.01, 100);
    }

    Demand demand() {
        need("--users");
        need("--rooms");
        need("--rate");
        long rooms = number("--rooms", 1, 1, MOST);
        return new Demand(
                number("--users", 1, 1, MOST),
                rooms,
                decimal("--rate", 0, 0, MOST),
                decimal("--rooms-per-user", 1, 0, (double) rooms),
                (int) number("--message", 204, 0, 100_000_000),
                (int) number("--regions", 1, 1, 100),
                (int) number("--replication", 3, 1, 9),
                retention(),
                Duration.ofSeconds(number("--reconnect", 60, 1, 1_000_000)));
    }

    Machine machine() {
        return new Machine(
                (int) number("--cores", 4, 1, 10_000), memory(), decimal("--load", 0.5, 0.01, 0.95), speed());
    }

    private Duration retention() {
        try {
            return Units.duration(parsed.matchedOptionValue("--retention", "7d"));
        } catch (IllegalArgumentException malformed) {
            throw refused("--retention: " + malformed.getMessage());
        }
    }

    private double memory() {
        Matcher matcher = MEMORY.matcher(parsed.matchedOptionValue("--memory", "8GB"));
        if (!matcher.matches()) {
            throw refused("--memory: must be a size, as 8GB or 512MB");
        }
        return Double.parseDouble(matcher.group(1)) * (matcher.group(2).equals("GB") ? 1L << 30 : 1L << 20);
    }

    private void need(String option) {
        if (!parsed.hasMatchedOption(option)) {
            throw refused(option + ": is needed, as in --users 10000 --rooms 100 --rate 300");
        }
    }

    private long number(String option, long fallback, long least, long most) {
        long value = parsed.matchedOptionValue(option, fallback);
        if (value < least || value > most) {
            throw refused(option + ": must be from " + least + " to " + most);
        }
        return value;
    }

    private double decimal(String option, double fallback, double least, double most) {
        double value = parsed.matchedOptionValue(option, fallback);
        // Not a number is neither.
        if (!(value >= least && value <= most)) {
            throw refused(option + ": must be from " + plain(least) + " to " + plain(most));
        }
        return value;
    }

    private static String plain(double bound) {
        return bound == Math.rint(bound) ? Long.toString((long) bound) : Double.toString(bound);
    }

    ParameterException refused(String why) {
        return new ParameterException(parsed.commandSpec().commandLine(), why);
    }
}
