package io.roomlog.deploy.bench;

import io.roomlog.deploy.process.Child;
import io.roomlog.deploy.process.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// Two regions, each with a broker, edges, and the mirror that brings it what is said in the other one, with a delay
/// on the way between them.
///
/// A broker is known by a name, which means the broker itself to those of its region, and to the other region's
/// mirror a proxy that delays, on the same port of another loopback address (`jdk.net.hosts.file`): so connections to
/// whatever the broker says of itself go the same way.
final class RegionServers implements Servers {
    private static final List<String> REGIONS = List.of("eu", "us");
    private static final String HERE = "127.0.0.1";
    private static final String BEHIND_THE_DELAY = "127.0.0.2";

    private final OwnProcesses processes;
    private final UnaryOperator<String> tokens;
    private final List<DelayProxy> proxies = new ArrayList<>();
    private final List<List<InetSocketAddress>> edges = new ArrayList<>();

    private RegionServers(OwnProcesses processes, UnaryOperator<String> tokens) {
        this.processes = processes;
        this.tokens = tokens;
    }

    /// Starts them, and waits until they are ready.
    ///
    /// @param secret that edges check tokens with
    /// @param tokens makes a user's token
    /// @throws BenchException if they do not start
    static RegionServers start(OwnSettings settings, String secret, UnaryOperator<String> tokens)
            throws BenchException, InterruptedException {
        return OwnProcesses.start(processes -> {
            RegionServers servers = new RegionServers(processes, tokens);
            try {
                servers.start(settings, secret);
                return servers;
            } catch (IOException failed) {
                servers.proxies.forEach(DelayProxy::close);
                throw failed;
            }
        });
    }

    private void start(OwnSettings settings, String secret) throws IOException, InterruptedException {
        List<Integer> ports = new ArrayList<>();
        for (String region : REGIONS) {
            int port = processes.broker(
                    region + "-broker", settings.brokerJvm(), List.of("--kafka-advertised=" + name(region) + ":PORT"));
            ports.add(port);
            proxies.add(DelayProxy.open(BEHIND_THE_DELAY, port, settings.delay()));
        }
        for (String region : REGIONS) {
            edges.add(startEdges(settings, region, ports, secret));
        }
        for (String region : REGIONS) {
            startMirror(settings, region, ports);
        }
    }

    private List<InetSocketAddress> startEdges(OwnSettings settings, String region, List<Integer> ports, String secret)
            throws IOException, InterruptedException {
        List<String> jvm = new ArrayList<>(settings.edgeJvm());
        jvm.add(hosts(region));
        List<InetSocketAddress> addresses = new ArrayList<>();
        for (int number = 1; number <= settings.edges(); number++) {
            List<String> arguments = new ArrayList<>(List.of(
                    "--region=" + region, "--mirrored-regions=" + other(region), "--kafka=" + kafka(region, ports)));
            arguments.addAll(settings.edgeArguments());
            int port = processes.edge(region + "-edge-" + number, jvm, arguments, secret);
            addresses.add(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        }
        return addresses;
    }

    private void startMirror(OwnSettings settings, String region, List<Integer> ports)
            throws IOException, InterruptedException {
        List<String> lines =
                new ArrayList<>(List.of("clusters = " + String.join(",", REGIONS), "replication.factor = 1"));
        REGIONS.forEach(each -> lines.add(each + ".bootstrap.servers = " + kafka(each, ports)));
        Path config = Files.write(processes.folder().resolve(region + "-mirror.properties"), lines);
        int adminPort = FreePorts.take();
        Child mirror = processes.child(
                region + "-mirror",
                settings.mirrorClassPath().get(),
                List.of("-Xmx400m", hosts(region)),
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

    private static String kafka(String region, List<Integer> ports) {
        return name(region) + ":" + ports.get(REGIONS.indexOf(region));
    }

    private static String name(String region) {
        return "kafka." + region;
    }

    private static String other(String region) {
        return REGIONS.get(1 - REGIONS.indexOf(region));
    }

    @Override
    public Address address(int client) {
        int region = client % REGIONS.size();
        List<InetSocketAddress> its = edges.get(region);
        return new Address(
                its.get(client / REGIONS.size() % its.size()), Optional.of(tokens.apply("bench-" + client)), region);
    }

    @Override
    public List<ServerProcess> parts() {
        return processes.parts();
    }

    @Override
    public List<String> troubles() {
        return processes.troubles();
    }

    @Override
    public void close() {
        processes.close();
        proxies.forEach(DelayProxy::close);
    }
}
