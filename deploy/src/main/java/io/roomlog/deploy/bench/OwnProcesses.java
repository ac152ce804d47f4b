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
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The processes of a run: commands of the launcher, on a folder that is removed in the end, and proxies between them.
final class OwnProcesses implements AutoCloseable {
    private static final Duration STARTS_WITHIN = Duration.ofSeconds(60);

    private final ScratchFolder folder;
    private final List<Child> children = new ArrayList<>();
    private final List<DelayProxy> proxies = new ArrayList<>();

    private OwnProcesses(ScratchFolder folder) {
        this.folder = folder;
    }

    /// What is started in the processes.
    @FunctionalInterface
    interface Starter<T> {
        T start(OwnProcesses processes) throws IOException, InterruptedException;
    }

    /// Starts something; if it fails, none of its processes runs any more.
    ///
    /// @throws BenchException saying why, and what the last process said
    static <T> T start(Starter<T> starter) throws BenchException, InterruptedException {
        OwnProcesses processes = null;
        boolean started = false;
        try {
            processes = new OwnProcesses(ScratchFolder.make("roomlog-bench"));
            T made = starter.start(processes);
            started = true;
            return made;
        } catch (IOException failed) {
            throw new BenchException(failed.getMessage() + (processes == null ? "" : processes.lastWords()));
        } finally {
            if (processes != null && !started) {
                processes.close();
            }
        }
    }

    Path folder() {
        return folder.path();
    }

    /// Starts a broker, and waits until it listens.
    ///
    /// @param arguments more of the command's
    /// @return its port
    int broker(String name, List<String> jvm, List<String> arguments) throws IOException, InterruptedException {
        int port = FreePorts.take();
        List<String> all =
                new ArrayList<>(List.of("kafka", "--kafka-port=" + port, "--data=" + folder().resolve(name)));
        for (String argument : arguments) {
            all.add(argument.replace("PORT", Integer.toString(port)));
        }
        Readiness.await(child(name, jvm, all, Map.of()), port, STARTS_WITHIN);
        return port;
    }

    /// Starts edges, each once the one before is ready.
    ///
    /// @param name of each, before its number
    /// @param arguments more of the command's
    /// @return their addresses
    List<InetSocketAddress> edges(int count, String name, List<String> jvm, List<String> arguments, String secret)
            throws IOException, InterruptedException {
        List<InetSocketAddress> addresses = new ArrayList<>();
        for (int number = 1; number <= count; number++) {
            int port = edge(name + number, jvm, arguments, secret);
            addresses.add(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        }
        return addresses;
    }

    private int edge(String name, List<String> jvm, List<String> arguments, String secret)
            throws IOException, InterruptedException {
        int port = FreePorts.take();
        int adminPort = FreePorts.take();
        List<String> all = new ArrayList<>(List.of(
                "edge",
                "--canary=false",
                "--host=127.0.0.1",
                "--port=" + port,
                "--admin-port=" + adminPort,
                "--id=bench-" + name,
                "--replication-factor=1",
                "--allow-unsafe-log"));
        all.addAll(arguments);
        Child edge = child(name, jvm, all, Map.of("ROOMLOG_JWT_SECRET", secret));
        awaitReady(edge, adminPort);
        return port;
    }

    /// Waits until a process says that it is ready.
    static void awaitReady(Child process, int adminPort) throws IOException, InterruptedException {
        Readiness.await(process, URI.create("http://127.0.0.1:" + adminPort + "/health/ready"), STARTS_WITHIN);
    }

    /// Delays what goes to a port, each way, for those who know it under another address.
    void delay(String address, int port, Duration delay) throws IOException {
        proxies.add(DelayProxy.open(address, port, delay));
    }

    private Child child(String name, List<String> jvm, List<String> arguments, Map<String, String> environment)
            throws IOException {
        List<String> options = new ArrayList<>(Child.ownOptions());
        options.addAll(jvm);
        return child(name, System.getProperty("java.class.path"), options, arguments, environment);
    }

    /// Starts a process.
    ///
    /// @param options all of its JVM's
    Child child(
            String name,
            String classPath,
            List<String> options,
            List<String> arguments,
            Map<String, String> environment)
            throws IOException {
        Child child = new Child(name, classPath, options, arguments, environment, folder());
        children.add(child);
        child.start();
        return child;
    }

    List<ServerProcess> parts() {
        return children.stream()
                .map(child -> new ServerProcess(
                        child.name(), child.pid(), child.name().contains("edge")))
                .toList();
    }

    List<String> troubles() {
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
        proxies.forEach(DelayProxy::close);
        try {
            folder.delete();
        } catch (IOException left) {
            System.err.println("roomlog bench: " + folder() + " could not be removed: " + left.getMessage());
        }
    }
}
