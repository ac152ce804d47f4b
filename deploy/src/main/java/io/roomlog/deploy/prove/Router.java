package io.roomlog.deploy.prove;

import io.roomlog.deploy.process.Child;
import io.roomlog.deploy.process.FreePorts;
import io.roomlog.deploy.process.Readiness;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// A router in a process of its own.
///
/// @param ready where it says that it is ready
record Router(Child process, URI ready) {
    private static final Duration STARTS_WITHIN = Duration.ofSeconds(90);

    /// @param kafka the brokers' addresses
    /// @param replicas of each topic
    static Router of(int number, String kafka, int replicas, Path folder) throws IOException {
        int port = FreePorts.take();
        String name = "router-" + number;
        List<String> arguments = List.of(
                "router",
                "--host=127.0.0.1",
                "--router-port=" + port,
                "--router-address=127.0.0.1:" + port,
                "--id=prove-" + name,
                "--kafka=" + kafka,
                "--replication-factor=" + replicas,
                "--allow-unsafe-log=" + (replicas == 1),
                "--partitions=" + Cluster.PARTITIONS,
                "--session-partitions=" + Cluster.SESSION_PARTITIONS,
                "--lease=" + Cluster.LEASE.toMillis() + "ms",
                "--state=" + folder.resolve(name));
        return new Router(
                new Child(name, Cluster.jvm("300m"), arguments, Map.of(), folder),
                URI.create("http://127.0.0.1:" + port + "/health/ready"));
    }

    void start() throws IOException, InterruptedException {
        process.start();
    }

    /// Waits until it says that it is ready.
    void awaitReady() throws IOException, InterruptedException {
        Readiness.await(process, ready, STARTS_WITHIN);
    }
}
