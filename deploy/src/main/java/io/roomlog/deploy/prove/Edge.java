package io.roomlog.deploy.prove;

import io.roomlog.deploy.process.Child;
import io.roomlog.deploy.process.FreePorts;
import io.roomlog.deploy.process.Readiness;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// An edge in a process of its own, which clients reach through a proxy.
final class Edge {
    static final Duration PING_INTERVAL = Duration.ofSeconds(2);
    static final Duration PING_TIMEOUT = Duration.ofSeconds(3);

    private static final Duration STARTS_WITHIN = Duration.ofSeconds(60);

    private final Child process;
    private final int region;
    private final FaultProxy proxy;
    private final URI ready;
    private volatile boolean up;

    private Edge(Child process, int region, FaultProxy proxy, int adminPort) {
        this.process = process;
        this.region = region;
        this.proxy = proxy;
        this.ready = URI.create("http://127.0.0.1:" + adminPort + "/health/ready");
    }

    static Edge of(Plan plan, int number, Region region, String secret, Path folder) throws IOException {
        int port = FreePorts.take();
        int adminPort = FreePorts.take();
        String name = region.prefix() + "edge-" + number;
        List<String> arguments = new ArrayList<>(List.of(
                "edge",
                "--canary=false",
                "--host=127.0.0.1",
                "--port=" + port,
                "--admin-port=" + adminPort,
                "--id=prove-" + name,
                "--ping-interval=" + PING_INTERVAL.toMillis() + "ms",
                "--ping-timeout=" + PING_TIMEOUT.toMillis() + "ms",
                "--publish-timeout=15s",
                "--departure-grace=" + 5 * plan.pace() + "s",
                "--max-queue-bytes=64KB",
                "--page=false"));
        arguments.addAll(region.arguments());
        Child process = new Child(name, Cluster.jvm("300m"), arguments, Map.of("ROOMLOG_JWT_SECRET", secret), folder);
        return new Edge(process, region.index(), FaultProxy.open(port, FaultProxy.SMALL), adminPort);
    }

    String name() {
        return process.name();
    }

    Child process() {
        return process;
    }

    /// Which of the plan's regions it is in, from 0.
    int region() {
        return region;
    }

    FaultProxy proxy() {
        return proxy;
    }

    /// Whether it has been started and not been killed since.
    boolean isUp() {
        return up;
    }

    void kill() throws InterruptedException {
        up = false;
        process.kill();
    }

    /// Starts it, and waits until it says that it is ready.
    void start() throws IOException, InterruptedException {
        process.start();
        Readiness.await(process, ready, STARTS_WITHIN);
        up = true;
    }

    @Override
    public String toString() {
        return name();
    }
}
