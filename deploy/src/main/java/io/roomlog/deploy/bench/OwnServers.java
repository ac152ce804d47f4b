package io.roomlog.deploy.bench;

import io.roomlog.deploy.process.Child;
import io.roomlog.deploy.process.FreePorts;
import io.roomlog.deploy.process.Readiness;
import io.roomlog.deploy.process.ScratchFolder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// A broker and edges in processes of their own, as the commands `kafka` and `edge` run them, on a folder that is
/// removed in the end.
final class OwnServers implements Servers {
    private static final Duration STARTS_WITHIN = Duration.ofSeconds(60);

    private final ScratchFolder folder;
    private final UnaryOperator<String> tokens;
    private final List<Child> children = new ArrayList<>();
    private final List<InetSocketAddress> addresses = new ArrayList<>();

    private OwnServers(ScratchFolder folder, UnaryOperator<String> tokens) {
        this.folder = folder;
        this.tokens = tokens;
    }

    /// Starts them, and waits until they are ready.
    ///
    /// @param secret that edges check tokens with
    /// @param tokens makes a user's token
    /// @throws BenchException if they do not start
    static OwnServers start(OwnSettings settings, String secret, UnaryOperator<String> tokens)
            throws BenchException, InterruptedException {
        OwnServers servers = null;
        try {
            servers = new OwnServers(ScratchFolder.make("roomlog-bench"), tokens);
            servers.start(settings, secret);
            return servers;
        } catch (IOException failed) {
            String said = servers == null ? "" : servers.lastWords();
            if (servers != null) {
                servers.close();
            }
            throw new BenchException(failed.getMessage() + said);
        } catch (InterruptedException told) {
            if (servers != null) {
                servers.close();
            }
            throw told;
        }
    }

    private void start(OwnSettings settings, String secret) throws IOException, InterruptedException {
        int kafkaPort = FreePorts.take();
        Child broker = child(
                "broker",
                settings.brokerJvm(),
                List.of(
                        "kafka",
                        "--kafka-port=" + kafkaPort,
                        "--data=" + folder.path().resolve("kafka")),
                Map.of());
        Readiness.await(broker, kafkaPort, STARTS_WITHIN);
        for (int number = 1; number <= settings.edges(); number++) {
            int port = FreePorts.take();
            int adminPort = FreePorts.take();
            List<String> arguments = new ArrayList<>(List.of(
                    "edge",
                    "--canary=false",
                    "--host=127.0.0.1",
                    "--port=" + port,
                    "--admin-port=" + adminPort,
                    "--id=bench-edge-" + number,
                    "--kafka=127.0.0.1:" + kafkaPort,
                    "--replication-factor=1",
                    "--allow-unsafe-log"));
            arguments.addAll(settings.edgeArguments());
            Child edge = child("edge-" + number, settings.edgeJvm(), arguments, Map.of("ROOMLOG_JWT_SECRET", secret));
            addresses.add(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            Readiness.await(edge, URI.create("http://127.0.0.1:" + adminPort + "/health/ready"), STARTS_WITHIN);
        }
    }

    private Child child(String name, List<String> jvm, List<String> arguments, Map<String, String> environment)
            throws IOException {
        List<String> options = new ArrayList<>(Child.ownOptions());
        options.addAll(jvm);
        Child child = new Child(name, options, arguments, environment, folder.path());
        children.add(child);
        child.start();
        return child;
    }

    @Override
    public Address address(int client) {
        return new Address(addresses.get(client % addresses.size()), Optional.of(tokens.apply("bench-" + client)));
    }

    @Override
    public List<ServerProcess> parts() {
        return children.stream()
                .map(child -> new ServerProcess(
                        child.name(), child.pid(), child.name().startsWith("edge")))
                .toList();
    }

    @Override
    public List<String> troubles() {
        return children.stream()
                .filter(Child::hasFailed)
                .map(child -> child.name() + " has ended by itself" + lastWords(child))
                .toList();
    }

    private String lastWords() {
        return children.isEmpty() ? "" : lastWords(children.getLast());
    }

    private static String lastWords(Child child) {
        try {
            List<String> lines = Files.readAllLines(child.log());
            return lines.isEmpty() ? "" : "; its last line: " + lines.getLast();
        } catch (IOException unreadable) {
            return "";
        }
    }

    @Override
    public void close() {
        children.forEach(Child::end);
        children.forEach(Child::awaitEnd);
        try {
            folder.delete();
        } catch (IOException left) {
            System.err.println("roomlog bench: " + folder.path() + " could not be removed: " + left.getMessage());
        }
    }
}
