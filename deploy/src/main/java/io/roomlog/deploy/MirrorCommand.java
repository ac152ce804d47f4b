package io.roomlog.deploy;

import io.roomlog.common.config.ConfigurationException;
import io.roomlog.common.metrics.Meters;
import io.roomlog.deploy.logging.Logging;
import io.roomlog.mirror.AdminServer;
import io.roomlog.mirror.Flow;
import io.roomlog.mirror.Mirror;
import io.roomlog.mirror.MirrorFile;
import java.io.PrintStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/// `roomlog mirror`: what one region's rooms say, in the others.
public final class MirrorCommand {
    private static final Duration STOPS_WITHIN = Duration.ofSeconds(30);
    private static final int ADMIN_PORT = 3003;

    private MirrorCommand() {}

    static CommandSpec spec(PrintStream out) {
        CommandSpec spec = Commands.spec(
                "mirror",
                "Mirrors rooms, sessions and leases between regions, exactly once, by MirrorMaker 2. Exit code 1 where it"
                        + " can no longer be exact.",
                parsed -> run(parsed, out));
        spec.addOption(Commands.option(
                        "--config",
                        Path.class,
                        "FILE",
                        "The regions and how their Kafka is reached; see deploy/mirror/mirror.properties.")
                .required(true)
                .build());
        spec.addOption(OptionSpec.builder("--to")
                .type(List.class)
                .auxiliaryTypes(String.class)
                .paramLabel("REGION")
                .arity("1..*")
                .splitRegex(",")
                .description("Mirrors to these regions only, as a process does that runs beside them. (all)")
                .build());
        spec.addOption(OptionSpec.builder("--go-on")
                .type(boolean.class)
                .description("Goes on where a region's log no longer holds what has not been mirrored: clients are told"
                        + " of a gap.")
                .build());
        spec.addOption(Commands.option(
                        "--admin-port",
                        Integer.class,
                        "PORT",
                        "The port for health and metrics; 0 takes a free one. (" + ADMIN_PORT + ")")
                .build());
        return spec.addOption(
                Commands.option("--admin-host", String.class, "HOST", "The address that it listens on. (127.0.0.1)")
                        .build());
    }

    /// The class path of a process that runs it: this one's, with Kafka Connect, which the build has put beside what
    /// this class was built to.
    ///
    /// @throws StartException if that is not there
    public static String classPath() {
        try {
            Path built = Path.of(MirrorCommand.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            Path folder = built.resolveSibling("../mirror/target/lib").normalize();
            if (!Files.isDirectory(folder)) {
                throw new StartException("the mirror's libraries are missing: there is no folder " + folder);
            }
            return folder + "/*:" + System.getProperty("java.class.path");
        } catch (URISyntaxException e) {
            throw new StartException("the mirror's libraries cannot be found", e);
        }
    }

    private static int run(ParseResult parsed, PrintStream out) throws InterruptedException {
        MirrorFile file = MirrorFile.read(parsed.matchedOptionValue("--config", Path.of("mirror.properties")));
        List<String> targets = parsed.matchedOptionValue("--to", List.of());
        if (!file.regions().containsAll(targets)) {
            throw new ConfigurationException("to: " + targets + " must be among the clusters " + file.regions());
        }
        Logging.withoutConnect();
        try (Running running = new Running(out, STOPS_WITHIN)) {
            Mirror mirror = running.start(
                    "the mirror",
                    () -> running.watched(
                            "the mirror",
                            () -> Mirror.start(file, targets, parsed.hasMatchedOption("--go-on")),
                            Mirror::failure));
            var _ = mirror.ready()
                    .thenAccept(flows -> out.println(
                            "Mirroring " + flows.stream().map(Flow::toString).collect(Collectors.joining(", "))));
            Meters meters = new Meters(String.join(",", targets.isEmpty() ? file.regions() : targets));
            mirror.show(meters);
            AdminServer admin = running.start(
                    "health and metrics",
                    () -> new AdminServer(
                            parsed.matchedOptionValue("--admin-host", "127.0.0.1"),
                            parsed.matchedOptionValue("--admin-port", ADMIN_PORT),
                            mirror::notReady,
                            meters::scrape));
            out.println("The mirror's health and metrics: http://" + admin.address());
            return running.untilTold();
        }
    }
}
