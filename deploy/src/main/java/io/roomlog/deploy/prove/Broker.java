package io.roomlog.deploy.prove;

import io.roomlog.deploy.process.Child;
import io.roomlog.deploy.process.FreePorts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A Kafka broker in a process of its own, which clients reach through a proxy.
///
/// @param id its number, from 1
record Broker(int id, Child process, FaultProxy proxy) {
    private static final Duration STOP = Duration.ofSeconds(10);

    /// @param prefix of its name
    /// @param controllers the controllers' ports; empty for a broker that is alone
    static Broker of(int id, String prefix, List<Integer> controllers, Path folder) throws IOException {
        int port = FreePorts.take();
        FaultProxy proxy = FaultProxy.open(port, FaultProxy.LARGE);
        String name = prefix + "broker-" + id;
        List<String> arguments = new ArrayList<>(List.of(
                "kafka",
                "--kafka-port=" + port,
                "--kafka-advertised=127.0.0.1:" + proxy.port(),
                "--kafka-node=" + id,
                "--shutdown-timeout=8s",
                "--data=" + folder.resolve(name)));
        if (!controllers.isEmpty()) {
            List<String> addresses =
                    controllers.stream().map(each -> "127.0.0.1:" + each).toList();
            arguments.add("--kafka-quorum=" + String.join(",", addresses));
        }
        return new Broker(id, new Child(name, Cluster.jvm("400m"), arguments, Map.of(), folder), proxy);
    }

    String address() {
        return "127.0.0.1:" + proxy.port();
    }

    /// Stops it in order.
    void stop() throws InterruptedException {
        process.stop(STOP);
    }

    /// Stops it in order and starts it again.
    void restart(Duration away) throws IOException, InterruptedException {
        stop();
        Thread.sleep(away.toMillis());
        process.start();
    }

    /// Kills it and starts it again.
    void crash(Duration away) throws IOException, InterruptedException {
        process.kill();
        Thread.sleep(away.toMillis());
        process.start();
    }
}
