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

/// A router in a process of its own.
///
/// @param ready where it says that it is ready
record Router(Child process, URI ready) {
    private static final Duration STARTS_WITHIN = Duration.ofSeconds(90);

    static Router of(int number, Region region, Path folder) throws IOException {
        int port = FreePorts.take();
        String name = region.prefix() + "router-" + number;
        List<String> arguments = new ArrayList<>(List.of(
                "router",
                "--host=127.0.0.1",
                "--router-port=" + port,
                "--router-address=127.0.0.1:" + port,
                "--id=prove-" + name,
                "--state=" + folder.resolve(name)));
        arguments.addAll(region.arguments());
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
