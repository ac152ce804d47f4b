package io.roomlog.deploy.conformance;

import io.roomlog.common.config.Configuration;
import io.roomlog.deploy.kafka.EmbeddedKafka;
import io.roomlog.edge.EdgeMain;
import io.roomlog.edge.engineio.EngineConfig;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/// Serves one profile on an embedded broker, until it is interrupted: `[--port 3000] [--profile
/// default|client|engine|websocket]`.
public final class ConformanceMain {
    private ConformanceMain() {}

    public static void main(String[] arguments) throws Exception {
        Map<String, String> options = new HashMap<>();
        for (int i = 0; i + 1 < arguments.length; i += 2) {
            options.put(arguments[i], arguments[i + 1]);
        }
        Profile profile =
                Profile.valueOf(options.getOrDefault("--profile", "default").toUpperCase(Locale.ROOT));
        int port = Integer.parseInt(options.getOrDefault("--port", "3000"));
        Path data = Files.createTempDirectory("roomlog-conformance");
        EmbeddedKafka kafka = EmbeddedKafka.start(0, data);
        EdgeMain edge = start(profile, port, kafka.bootstrap());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            edge.close();
            kafka.close();
            delete(data);
        }));
        PrintStream out = System.out;
        out.println("conformance profile " + profile.name().toLowerCase(Locale.ROOT) + " on port " + edge.port());
        new CountDownLatch(1).await();
    }

    static EdgeMain start(Profile profile, int port, String bootstrap) throws InterruptedException {
        Map<String, String> texts = new HashMap<>(profile.settings());
        texts.put("port", Integer.toString(port));
        texts.put("admin-port", "0");
        texts.put("kafka", bootstrap);
        texts.put("partitions", "8");
        texts.put("session-partitions", "4");
        texts.put("replication-factor", "1");
        texts.put("allow-unsafe-log", "true");
        Configuration configuration = Configuration.of(texts);
        return EdgeMain.start(configuration, edge -> {
            switch (profile) {
                case WEBSOCKET -> edge.serve(EngineConfig.of(configuration, "/engine.io/"), new EchoEngine());
                case DEFAULT -> {
                    edge.serve(EngineConfig.of(configuration, "/engine.io/"), new EchoEngine());
                    ProtocolSuite.install(edge.socketIo());
                }
                case CLIENT -> ClientSuite.install(edge.socketIo());
                case ENGINE -> edge.serve(EngineConfig.of(configuration, "/engine.io/"), new EngineClientSuite());
            }
        });
    }

    static void delete(Path folder) {
        try (var files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
