package io.roomlog.deploy.prove;

import io.roomlog.deploy.process.Child;
import io.roomlog.deploy.process.FreePorts;
import io.roomlog.deploy.process.MirrorConfig;
import io.roomlog.deploy.process.Readiness;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The mirror between all regions, in a process of its own.
///
/// @param process its process
/// @param address of its health and metrics
record Mirror(Child process, String address) {
    private static final Duration STARTS_WITHIN = Duration.ofSeconds(90);

    static Mirror of(List<Region> regions, String classPath, Path folder) throws IOException {
        Map<String, String> bootstraps = new LinkedHashMap<>();
        regions.forEach(region -> bootstraps.put(region.name(), region.bootstrap()));
        Path config = MirrorConfig.write(
                folder.resolve("mirror.properties"),
                bootstraps,
                regions.getFirst().brokers().size());
        int port = FreePorts.take();
        List<String> arguments = List.of("mirror", "--config=" + config, "--admin-port=" + port);
        List<String> jvm = Child.withoutCache(Cluster.jvm("400m"));
        return new Mirror(new Child("mirror", classPath, jvm, arguments, Map.of(), folder), "http://127.0.0.1:" + port);
    }

    /// Starts it, and waits until it says that it is ready.
    void start() throws IOException, InterruptedException {
        process.start();
        Readiness.await(process, URI.create(address + "/health/ready"), STARTS_WITHIN);
    }

    /// Kills it for good.
    void close() {
        process.end();
    }
}
