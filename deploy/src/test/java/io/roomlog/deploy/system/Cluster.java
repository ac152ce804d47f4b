package io.roomlog.deploy.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import io.roomlog.common.config.Configuration;
import io.roomlog.deploy.kafka.EmbeddedKafka;
import io.roomlog.edge.EdgeMain;
import io.roomlog.edge.app.RoomPolicy;
import io.roomlog.router.RouterMain;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/// One broker for the whole test run, or one for a class alone, and the edges that a class starts on it; routers too,
/// but only on one of its own. Afterwards they are closed, and no thread of an edge may be left. The run's topics are
/// shared: rooms need names of their own, see [#room], and nothing may be deleted.
final class Cluster implements BeforeAllCallback, AfterAllCallback {
    static final int PARTITIONS = 8;
    static final int SESSION_PARTITIONS = 4;
    static final Duration GRACE = Duration.ofSeconds(1);

    private static final String SECRET = "the secret that the system tests sign their tokens with";
    private static final Duration THREADS_END = Duration.ofSeconds(10);
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final AtomicInteger OPEN = new AtomicInteger();

    private final List<EdgeMain> edges = new ArrayList<>();
    private final List<RouterMain> routers = new ArrayList<>();
    private final boolean alone;
    private Broker broker;

    /// A cluster on the run's broker.
    Cluster() {
        this(false);
    }

    private Cluster(boolean alone) {
        this.alone = alone;
    }

    /// A cluster on a broker that is the class's alone.
    static Cluster alone() {
        return new Cluster(true);
    }

    /// The broker, with its folder.
    private record Broker(EmbeddedKafka kafka, Path data) implements AutoCloseable {
        static Broker start() {
            try {
                Path data = Files.createTempDirectory("roomlog-system-tests");
                return new Broker(EmbeddedKafka.start(0, data), data);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() throws IOException {
            kafka.close();
            try (var files = Files.walk(data)) {
                files.sorted(Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            }
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        OPEN.incrementAndGet();
        broker = alone
                ? Broker.start()
                : context.getRoot()
                        .getStore(Namespace.create(Cluster.class))
                        .computeIfAbsent(Broker.class, key -> Broker.start(), Broker.class);
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        edges.forEach(EdgeMain::close);
        routers.forEach(RouterMain::close);
        if (alone) {
            broker.close();
        }
        if (OPEN.decrementAndGet() == 0) {
            await("threads of edges that are closed")
                    .atMost(THREADS_END)
                    .untilAsserted(() -> assertThat(edgeThreads()).isEmpty());
        }
    }

    String bootstrap() {
        return broker.kafka().bootstrap();
    }

    /// Starts an edge with the rooms application.
    ///
    /// @param settings texts by key, in pairs, in place of the tests' own
    EdgeMain edge(String... settings) throws InterruptedException {
        return add(EdgeMain.start(configuration(settings)));
    }

    /// Starts an edge with the rooms application and a policy of one's own.
    EdgeMain edgeWithPolicy(UnaryOperator<RoomPolicy> policy, String... settings) throws InterruptedException {
        return add(EdgeMain.startRooms(configuration(settings), policy));
    }

    /// Starts an edge with an application of one's own.
    EdgeMain edge(Consumer<EdgeMain> application, String... settings) throws InterruptedException {
        return add(EdgeMain.start(configuration(settings), application));
    }

    /// Starts a router; it takes some seconds until it answers.
    ///
    /// @param settings texts by key, in pairs, in place of the tests' own
    RouterMain router(String... settings) throws InterruptedException {
        RouterMain router = RouterMain.start(configuration(settings));
        routers.add(router);
        return router;
    }

    private EdgeMain add(EdgeMain edge) {
        edges.add(edge);
        return edge;
    }

    private Configuration configuration(String... settings) {
        Map<String, String> texts = new HashMap<>(common());
        texts.put("kafka", broker.kafka().bootstrap());
        texts.put("state", broker.data().resolve("routers").toString());
        for (int i = 0; i < settings.length; i += 2) {
            texts.put(settings[i], settings[i + 1]);
        }
        return Configuration.of(texts);
    }

    /// The tests' own settings of an edge or a router on one broker, with an id that no other has.
    static Map<String, String> common() {
        return Map.ofEntries(
                Map.entry("host", "127.0.0.1"),
                Map.entry("port", "0"),
                Map.entry("admin-port", "0"),
                Map.entry("router-port", "0"),
                Map.entry("id", "system-" + COUNT.incrementAndGet()),
                Map.entry("partitions", Integer.toString(PARTITIONS)),
                Map.entry("session-partitions", Integer.toString(SESSION_PARTITIONS)),
                Map.entry("replication-factor", "1"),
                Map.entry("allow-unsafe-log", "true"),
                Map.entry("jwt-secret", SECRET),
                Map.entry("canary", "false"),
                Map.entry("departure-grace", GRACE.toMillis() + "ms"));
    }

    /// A name that nobody else has.
    static String fresh(String name) {
        return name + '-' + COUNT.incrementAndGet();
    }

    /// A room that nobody else has, in a partition. As the id of an edge it makes this its home, which it always
    /// follows.
    static String room(int partition) {
        while (true) {
            String room = fresh("room");
            if (RoomsTopic.partition(room) == partition) {
                return room;
            }
        }
    }

    /// A valid token.
    static String token(String user) {
        return token(user, Map.of());
    }

    /// A valid token with further claims.
    @SuppressWarnings("JavaUtilDate") // Nimbus has no other
    static String token(String user, Map<String, Object> further) {
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
                .subject(user)
                .expirationTime(Date.from(Instant.now().plus(Duration.ofHours(1))));
        further.forEach(claims::claim);
        SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims.build());
        try {
            token.sign(new MACSigner(SECRET));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
        return token.serialize();
    }

    /// The names of the threads, virtual ones too, that edges and their Kafka clients have.
    private static List<String> edgeThreads() throws IOException {
        Path dump = Files.createTempDirectory("threads").resolve("threads.txt");
        HotSpotDiagnosticMXBean diagnostics = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        diagnostics.dumpThreads(dump.toString(), ThreadDumpFormat.TEXT_PLAIN);
        try (var lines = Files.lines(dump)) {
            return lines.filter(line -> line.startsWith("#"))
                    .filter(line -> line.contains("\"edge-") || line.contains(" | system-"))
                    .toList();
        } finally {
            Files.delete(dump);
            Files.delete(Objects.requireNonNull(dump.getParent()));
        }
    }
}
