package io.roomlog.deploy;

import io.roomlog.common.config.Command;
import io.roomlog.common.config.Configuration;
import io.roomlog.common.config.Secret;
import io.roomlog.common.config.Settings;
import io.roomlog.deploy.kafka.BrokerNode;
import io.roomlog.deploy.kafka.EmbeddedKafka;
import io.roomlog.deploy.logging.Logging;
import io.roomlog.edge.EdgeMain;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/// `roomlog up`: everything in one process, the broker first.
final class UpCommand {
    static final Duration TOKEN_LIFE = Duration.ofHours(24);

    private UpCommand() {}

    static CommandSpec spec(Map<String, String> environment, PrintStream out) {
        return Commands.spec(
                Command.UP,
                "Runs everything in one process, on an embedded Kafka broker that keeps its data; or, with --regions,"
                        + " several regions, a process each.",
                parsed -> {
                    Configuration given = Commands.configuration(Command.UP, parsed, environment);
                    return given.get(Settings.REGIONS).isEmpty()
                            ? run(given, out)
                            : UpRegions.run(given, Commands.flags(Command.UP, parsed), environment, out);
                });
    }

    private static int run(Configuration given, PrintStream out) throws InterruptedException {
        Logging.configure(given);
        Logging.withoutRisks();
        Ports.requireFree(given);
        Ports.requireFree(given, Settings.HOST, Settings.ROUTER_PORT);
        try (Running running = new Running(out, given.get(Settings.SHUTDOWN_TIMEOUT))) {
            EmbeddedKafka kafka = running.start("Kafka", () -> KafkaCommand.broker(BrokerNode.ALONE, given, running));
            Secret secret = given.jwtSecrets().stream()
                    .findFirst()
                    .orElseGet(() -> SecretFile.in(given.get(Settings.DATA)).readOrMake());
            Configuration configuration = (given.jwtSecrets().isEmpty()
                            ? given.with(Settings.JWT_SECRET, Optional.of(secret))
                            : given)
                    .with(Settings.BOOTSTRAP, kafka.bootstrap())
                    .with(Settings.REPLICATION_FACTOR, 1)
                    .with(Settings.ALLOW_UNSAFE_LOG, true)
                    .with(Settings.STATE, given.get(Settings.DATA).resolve("router"));
            EdgeMain edge = running.start("the edge", () -> EdgeCommand.edge(configuration, running));
            greet(configuration, kafka, edge, new Tokens(secret, Clock.systemUTC()), out);
            running.startBeside("the router", () -> RouterCommand.router(configuration, running));
            return running.untilTold();
        }
    }

    private static void greet(
            Configuration configuration, EmbeddedKafka kafka, EdgeMain edge, Tokens tokens, PrintStream out) {
        String address = Ports.clientAddress(configuration, edge.port());
        String alice = tokens.mint("alice", TOKEN_LIFE, Optional.empty());
        String bob = tokens.mint("bob", TOKEN_LIFE, Optional.empty());
        out.println();
        out.println("Roomlog is up: " + address);
        out.println("  health and metrics: " + Ports.adminAddress(configuration, edge.adminPort()));
        out.println("  Kafka: " + kafka.bootstrap() + ", data in " + configuration.get(Settings.DATA)
                + "; one broker, replication 1: not for production");
        out.println();
        out.println("A token for the user alice, good for 24 hours (others: ./roomlog token --sub NAME):");
        out.println();
        out.println(alice);
        out.println();
        if (configuration.get(Settings.PAGE)) {
            out.println("Next: open the chat in two tabs, as alice and as bob:");
            out.println("  " + address + "/#token=" + alice);
            out.println("  " + address + "/#token=" + bob);
            out.println("or run the client in README.md. Ctrl-C stops everything.");
        } else {
            out.println("Next: run the client in README.md. Ctrl-C stops everything.");
        }
        out.flush();
    }
}
