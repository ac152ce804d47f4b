package io.roomlog.deploy;

import io.roomlog.common.config.ConfigurationException;
import io.roomlog.common.config.Secret;
import io.roomlog.deploy.bench.Bench;
import io.roomlog.deploy.bench.OwnSettings;
import io.roomlog.deploy.bench.Plan;
import io.roomlog.deploy.bench.Scenario;
import io.roomlog.deploy.bench.ServerProcess;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/// What `roomlog bench` has been told on its command line.
///
/// @param environment where a secret may be, besides the command line
record BenchOptions(ParseResult parsed, Map<String, String> environment) {
    private static final Duration TOKEN_LIFE = Duration.ofDays(2);
    private static final int LEAST_PAYLOAD = 42;

    BenchOptions {
        environment = Map.copyOf(environment);
    }

    /// Adds the options to a command.
    static CommandSpec addTo(CommandSpec spec) {
        spec.addPositional(PositionalParamSpec.builder()
                .paramLabel("SCENARIO")
                .arity("0..*")
                .type(List.class)
                .auxiliaryTypes(String.class)
                .description("What is run, one after the other: all, or some of " + Scenario.names() + ". ("
                        + Scenario.usual().stream().map(Scenario::typed).toList() + ")")
                .build());
        spec.addOption(text("--scenario", "LIST", "The same, with commas between them."));
        spec.addOption(number("--sockets", "How many sockets; each scenario has its own number."));
        spec.addOption(number("--room-size", "How many of them are in a room."));
        spec.addOption(number("--rate", "Publishes a second over all rooms; 0: as fast as acks allow."));
        spec.addOption(number("--window", "Without a rate, how many publishes of a room may be unanswered."));
        spec.addOption(number("--seconds", "How long is measured. (20; idle 60)"));
        spec.addOption(
                number("--warmup", "How many seconds the same work is done before. (15, the least that counts)"));
        spec.addOption(number("--payload", "Bytes of a message as delivered, without an offset. (204)"));
        spec.addOption(number(
                "--messages",
                "storm: how many each socket misses (20). history, mixed: how many a join asks for (100; 20)."));
        spec.addOption(number("--threads", "Threads that read the connections, 1 or 2. (1)"));
        spec.addOption(text("--json", "FILE", "Writes the outcomes to a file as well."));
        spec.addOption(number("--edges", "How many edges are started. (1)"));
        spec.addOption(text("--edge-args", "ARGS", "More arguments of the edges, with spaces between them."));
        spec.addOption(text("--edge-jvm", "OPTIONS", "More options of the edges' JVMs."));
        spec.addOption(text("--broker-jvm", "OPTIONS", "More options of the broker's JVM."));
        spec.addOption(number("--delay", "regions: milliseconds on the way between them, each way. (40)"));
        spec.addOption(text("--url", "URLS", "Edges that run already, with commas between them; nothing is started."));
        spec.addOption(text("--secret", "SECRET", "The secret of their tokens; also ROOMLOG_JWT_SECRET."));
        spec.addOption(text("--token", "TOKEN", "One token for all sockets, in place of a secret."));
        spec.addOption(text(
                "--compare",
                "URLS",
                "Other Socket.IO servers with the verbs join and publish, which ask for no token."));
        return spec.addOption(text(
                "--pids", "LIST", "Their processes, as node=123,redis=456; as many as there are URLs come first."));
    }

    private static OptionSpec number(String name, String description) {
        return Commands.option(name, Long.class, "N", description).build();
    }

    private static OptionSpec text(String name, String label, String description) {
        return Commands.option(name, String.class, label, description).build();
    }

    /// What is to be run.
    List<Plan> plans() {
        return scenarios().stream().map(this::plan).toList();
    }

    /// Where it is to be run.
    Bench bench(PrintStream out) {
        List<InetSocketAddress> addresses = addresses(value("--compare").isPresent() ? "--compare" : "--url");
        if (value("--compare").isPresent()) {
            return Bench.ofGiven(addresses, Optional.empty(), processes(addresses.size()), out);
        }
        if (!addresses.isEmpty()) {
            return Bench.ofGiven(addresses, Optional.of(tokens()), processes(addresses.size()), out);
        }
        String secret = UUID.randomUUID().toString();
        OwnSettings settings = new OwnSettings(
                (int) number("--edges", 1, 1, 20),
                words("--edge-args"),
                words("--edge-jvm"),
                words("--broker-jvm"),
                Duration.ofMillis(number("--delay", 40, 0, 10_000)),
                MirrorCommand::classPath);
        return Bench.ofOwn(settings, secret, tokens(secret), out);
    }

    /// Where outcomes are written to.
    Optional<Path> json() {
        return value("--json").map(Path::of);
    }

    private Set<Scenario> scenarios() {
        List<String> named = new ArrayList<>(parsed.matchedPositionalValue(0, List.of()));
        value("--scenario").ifPresent(named::add);
        try {
            return named.isEmpty() ? Scenario.usual() : Scenario.parse(String.join(",", named));
        } catch (IllegalArgumentException malformed) {
            throw refused("--scenario: " + malformed.getMessage());
        }
    }

    private Plan plan(Scenario scenario) {
        if (value("--compare").isPresent() && !scenario.isCommon()) {
            throw refused("--compare: " + scenario.typed() + " needs histories, which only Roomlog has");
        }
        int sockets = (int) number("--sockets", scenario.sockets(), 1, 1_000_000);
        int roomSize = (int) number("--room-size", Math.min(sockets, scenario.roomSize()), 0, sockets);
        return new Plan(
                scenario,
                sockets,
                roomSize,
                number("--rate", scenario.rate(), 0, 1_000_000),
                (int) number("--window", Math.max(1, scenario.window()), 1, 100_000),
                Duration.ofSeconds(number("--warmup", 15, 0, 100_000)),
                Duration.ofSeconds(number("--seconds", scenario.length().toSeconds(), 1, 1_000_000)),
                (int) number("--payload", 204, LEAST_PAYLOAD, 500_000),
                (int) number("--messages", Math.max(1, scenario.messages()), 1, 1_000),
                (int) number("--threads", 1, 1, 2));
    }

    private UnaryOperator<String> tokens() {
        Optional<String> token = value("--token");
        if (token.isPresent()) {
            return user -> token.get();
        }
        String secret = value("--secret")
                .or(() -> Optional.ofNullable(environment.get("ROOMLOG_JWT_SECRET")))
                .orElseThrow(() -> refused("--url: needs --token, --secret or ROOMLOG_JWT_SECRET"));
        try {
            return tokens(secret);
        } catch (IllegalArgumentException | ConfigurationException tooShort) {
            throw refused("--secret: " + tooShort.getMessage());
        }
    }

    private static UnaryOperator<String> tokens(String secret) {
        Tokens tokens = new Tokens(Secret.of(secret), Clock.systemUTC());
        return user -> tokens.mint(user, TOKEN_LIFE, Optional.empty());
    }

    private List<InetSocketAddress> addresses(String option) {
        List<InetSocketAddress> addresses = new ArrayList<>();
        for (String url : value(option).map(list -> list.split(",", -1)).orElse(new String[0])) {
            try {
                URI uri = new URI(url.strip());
                if (!"http".equals(uri.getScheme()) || uri.getHost() == null) {
                    throw refused(option + ": '" + url + "' is no address as http://localhost:3000");
                }
                addresses.add(new InetSocketAddress(uri.getHost(), uri.getPort() < 0 ? 80 : uri.getPort()));
            } catch (java.net.URISyntaxException malformed) {
                throw refused(option + ": " + malformed.getMessage());
            }
        }
        return addresses;
    }

    private List<ServerProcess> processes(int addresses) {
        List<ServerProcess> processes = new ArrayList<>();
        for (String each : value("--pids").map(list -> list.split(",", -1)).orElse(new String[0])) {
            String[] parts = each.split("=", 2);
            boolean holdsConnections = processes.size() < addresses;
            try {
                String name = parts.length == 2 ? parts[0] : "server-" + (processes.size() + 1);
                processes.add(new ServerProcess(name, Long.parseLong(parts[parts.length - 1]), holdsConnections));
            } catch (NumberFormatException malformed) {
                throw refused("--pids: '" + each + "' is no process, as node=123");
            }
        }
        return processes;
    }

    private Optional<String> value(String option) {
        return Optional.ofNullable(parsed.matchedOptionValue(option, (String) null));
    }

    private List<String> words(String option) {
        return value(option)
                .map(text -> List.of(text.strip().split("\\s+", -1)))
                .orElse(List.of());
    }

    private long number(String option, long fallback, long least, long most) {
        long value = parsed.matchedOptionValue(option, fallback);
        if (value < least || value > most) {
            throw refused(option + ": must be from " + least + " to " + most);
        }
        return value;
    }

    private ParameterException refused(String why) {
        return new ParameterException(parsed.commandSpec().commandLine(), why);
    }
}
