package io.roomlog.deploy;

import io.roomlog.common.config.Configuration;
import io.roomlog.common.config.Secret;
import io.roomlog.common.config.Settings;
import io.roomlog.deploy.process.Child;
import io.roomlog.deploy.process.MirrorConfig;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// `roomlog up --regions`: an `up` in a process of its own for each region, and one for the mirror between them.
final class UpRegions {
    private static final String HOST = "127.0.0.1";
    private static final Duration MIRROR_STOPS_WITHIN = Duration.ofSeconds(4);
    private static final Duration SPARE = Duration.ofSeconds(1);

    private final Configuration given;
    private final List<LocalRegion> regions;
    private final int mirrorPort;
    private final Map<String, String> variables;
    private final PrintStream out;

    private UpRegions(
            Configuration given, List<LocalRegion> regions, Map<String, String> environment, PrintStream out) {
        this.given = given;
        this.regions = regions;
        this.mirrorPort = given.get(Settings.MIRROR_PORT);
        this.variables = new HashMap<>(environment);
        variables.keySet().removeIf(key -> !key.startsWith("ROOMLOG_"));
        this.out = out;
    }

    /// Runs them until it is told to stop, or one of them has ended.
    ///
    /// @param flags that were given, by key
    /// @return the exit code
    static int run(Configuration given, Map<String, String> flags, Map<String, String> environment, PrintStream out)
            throws InterruptedException {
        Configuration settled = given.get(Settings.MIRROR_PORT) == 0
                ? given.with(Settings.MIRROR_PORT, LocalRegion.freePort(new HashSet<>()))
                : given;
        List<LocalRegion> regions = LocalRegion.of(settled, flags, environment);
        regions.forEach(LocalRegion::requireFreePorts);
        Ports.requireFree(settled.with(Settings.HOST, HOST), Settings.HOST, Settings.MIRROR_PORT);
        return new UpRegions(settled, regions, environment, out).run();
    }

    private int run() throws InterruptedException {
        Duration each = given.get(Settings.SHUTDOWN_TIMEOUT).plus(SPARE);
        try (Running running = new Running(out, each.plus(MIRROR_STOPS_WITHIN).plus(SPARE))) {
            Path mirrorFile = writeMirrorFile();
            Secret secret = given.jwtSecrets().stream()
                    .findFirst()
                    .orElseGet(() -> SecretFile.in(given.get(Settings.DATA)).readOrMake());
            if (given.jwtSecrets().isEmpty()) {
                variables.put(Settings.JWT_SECRET.variable(), new String(secret.bytes(), StandardCharsets.UTF_8));
            }
            ChildGroup processes = running.start(
                    "the regions " + names(),
                    () -> ChildGroup.start(regions.stream().map(this::process).toList(), each, running));
            var _ = running.start(
                    "the mirror between them",
                    () -> ChildGroup.start(List.of(mirror(mirrorFile)), MIRROR_STOPS_WITHIN, running));
            greet(processes, new Tokens(secret, Clock.systemUTC()));
            return running.untilTold();
        }
    }

    private String names() {
        return regions.stream().map(LocalRegion::name).collect(Collectors.joining(", "));
    }

    private ChildGroup.Member process(LocalRegion region) {
        Child process = new Child(
                "the region " + region.name(),
                System.getProperty("java.class.path"),
                Child.ownOptions(),
                region.arguments(),
                variables,
                line -> tell(region.name(), line));
        return new ChildGroup.Member(process, region.readiness());
    }

    /// Kafka Connect is in no other process.
    private ChildGroup.Member mirror(Path file) {
        Child process = new Child(
                "the mirror",
                MirrorCommand.classPath(),
                Child.withoutCache(Child.ownOptions()),
                List.of("mirror", "--config=" + file, "--admin-host=" + HOST, "--admin-port=" + mirrorPort),
                Map.of(),
                line -> tell("mirror", line));
        return new ChildGroup.Member(process, List.of(URI.create(mirrorAddress() + "/health/ready")));
    }

    private String mirrorAddress() {
        return "http://" + HOST + ":" + mirrorPort;
    }

    /// What a process logs, with its name in front; a JSON object stays one.
    private void tell(String name, String line) {
        int width = regions.stream()
                .mapToInt(region -> region.name().length())
                .max()
                .orElse(0);
        String shown = line.startsWith("{")
                ? line
                : ("%-" + Math.max(width, "mirror".length()) + "s | %s").formatted(name, line);
        System.err.println(shown);
    }

    private Path writeMirrorFile() {
        Map<String, String> bootstraps = new LinkedHashMap<>();
        regions.forEach(region -> bootstraps.put(region.name(), region.bootstrap()));
        Path folder = LocalRegion.folder(given);
        try {
            Files.createDirectories(folder);
            return MirrorConfig.write(folder.resolve("mirror.properties"), bootstraps, 1);
        } catch (IOException unwritable) {
            throw new StartException("data: cannot write to the folder " + folder, unwritable);
        }
    }

    private void greet(ChildGroup processes, Tokens tokens) {
        String alice = tokens.mint("alice", UpCommand.TOKEN_LIFE, Optional.empty());
        String bob = tokens.mint("bob", UpCommand.TOKEN_LIFE, Optional.empty());
        out.println();
        out.println("Roomlog is up in " + regions.size() + " regions:");
        for (int i = 0; i < regions.size(); i++) {
            LocalRegion region = regions.get(i);
            out.println("  " + region.name() + ": " + region.address() + ", health and metrics: "
                    + region.adminAddress() + ", Kafka: " + region.bootstrap() + ", process " + processes.pid(i));
        }
        out.println("  the mirror runs between all of them; health and metrics: " + mirrorAddress());
        out.println("  data in " + LocalRegion.folder(given)
                + "; one broker in each region, replication 1: not for production");
        out.println();
        out.println(
                "A token for the user alice, good for 24 hours in all regions (others: ./roomlog token --sub NAME):");
        out.println();
        out.println(alice);
        out.println();
        if (given.get(Settings.PAGE)) {
            out.println("Next: open the chat in two regions, as alice and as bob:");
            out.println("  " + regions.get(0).address() + "/#token=" + alice);
            out.println("  " + regions.get(1).address() + "/#token=" + bob);
            out.println("or run the client in README.md. Ctrl-C stops everything.");
        } else {
            out.println("Next: run the client in README.md. Ctrl-C stops everything.");
        }
        out.flush();
    }
}
