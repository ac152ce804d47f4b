package io.roomlog.deploy.bench;

import io.roomlog.deploy.process.Child;
import io.roomlog.deploy.process.FreePorts;
import io.roomlog.deploy.process.MirrorConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/// Starts two regions, each with a broker, edges, and the mirror that brings it what is said in the other one, with a
/// delay on the way between them.
///
/// A broker is known by a name, which means the broker itself to those of its region, and to the other region's
/// mirror a proxy that delays, on the same port of another loopback address (`jdk.net.hosts.file`): so connections to
/// whatever the broker says of itself go the same way.
final class RegionServers {
    private static final List<String> REGIONS = List.of("eu", "us");
    private static final String HERE = "127.0.0.1";
    private static final String BEHIND_THE_DELAY = "127.0.0.2";

    private final OwnSettings settings;
    private final OwnProcesses processes;
    private final Map<String, String> bootstraps = new LinkedHashMap<>();

    private RegionServers(OwnSettings settings, OwnProcesses processes) {
        this.settings = settings;
        this.processes = processes;
    }

    /// Starts them, and waits until they are ready.
    ///
    /// @param secret that edges check tokens with
    /// @param tokens makes a user's token
    /// @throws BenchException if they do not start
    static OwnServers start(OwnSettings settings, String secret, UnaryOperator<String> tokens)
            throws BenchException, InterruptedException {
        return OwnProcesses.start(
                processes -> new OwnServers(processes, tokens, new RegionServers(settings, processes).start(secret)));
    }

    /// @return the edges' addresses, by region
    private List<List<InetSocketAddress>> start(String secret) throws IOException, InterruptedException {
        for (String region : REGIONS) {
            int port = processes.broker(
                    region + "-broker", settings.brokerJvm(), List.of("--kafka-advertised=" + name(region) + ":PORT"));
            bootstraps.put(region, name(region) + ":" + port);
            processes.delay(BEHIND_THE_DELAY, port, settings.delay());
        }
        List<List<InetSocketAddress>> edges = new ArrayList<>();
        for (String region : REGIONS) {
            edges.add(startEdges(region, secret));
        }
        Path config = MirrorConfig.write(processes.folder().resolve("mirror.properties"), bootstraps, 1);
        for (String region : REGIONS) {
            startMirror(region, config);
        }
        return edges;
    }

    private List<InetSocketAddress> startEdges(String region, String secret) throws IOException, InterruptedException {
        List<String> jvm = new ArrayList<>(settings.edgeJvm());
        jvm.add(hosts(region));
        List<String> arguments = new ArrayList<>(List.of(
                "--region=" + region, "--mirrored-regions=" + other(region), "--kafka=" + bootstraps.get(region)));
        arguments.addAll(settings.edgeArguments());
        return processes.edges(settings.edges(), region + "-edge-", jvm, arguments, secret);
    }

    private void startMirror(String region, Path config) throws IOException, InterruptedException {
        int adminPort = FreePorts.take();
        List<String> options = new ArrayList<>(Child.withoutCache(Child.ownOptions()));
        options.addAll(List.of("-Xmx400m", hosts(region)));
        Child mirror = processes.child(
                region + "-mirror",
                settings.mirrorClassPath().get(),
                options,
                List.of("mirror", "--config=" + config, "--to=" + region, "--admin-port=" + adminPort),
                Map.of());
        OwnProcesses.awaitReady(mirror, adminPort);
    }

    /// Where the brokers are for a process of a region.
    private String hosts(String region) throws IOException {
        String own = InetAddress.getLocalHost().getHostName();
        Path file = Files.write(
                processes.folder().resolve(region + ".hosts"),
                List.of(
                        HERE + " localhost",
                        HERE + " " + own,
                        HERE + " " + name(region),
                        BEHIND_THE_DELAY + " " + name(other(region))));
        return "-Djdk.net.hosts.file=" + file;
    }

    private static String name(String region) {
        return "kafka." + region;
    }

    private static String other(String region) {
        return REGIONS.get(1 - REGIONS.indexOf(region));
    }
}
