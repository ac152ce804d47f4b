package io.roomlog.deploy.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.roomlog.common.config.Configuration;
import io.roomlog.common.log.Topics;
import io.roomlog.deploy.kafka.BrokerNode;
import io.roomlog.deploy.kafka.EmbeddedKafka;
import io.roomlog.deploy.process.FreePorts;
import io.roomlog.edge.EdgeMain;
import io.roomlog.router.RouterMain;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Starts on logs that keep what was acked, and on others, on a cluster of three brokers.
@Timeout(180)
class SafeLogIT {
    private static final int BROKERS = 3;

    @TempDir
    static Path data;

    private static final List<EmbeddedKafka> KAFKA = new ArrayList<>();
    private static Admin admin;

    @BeforeAll
    static void startBrokers() throws Exception {
        List<String> quorum = new ArrayList<>();
        for (int i = 0; i < BROKERS; i++) {
            quorum.add("127.0.0.1:" + FreePorts.take());
        }
        // each waits for most of the others
        List<CompletableFuture<EmbeddedKafka>> starting = IntStream.rangeClosed(1, BROKERS)
                .mapToObj(id -> CompletableFuture.supplyAsync(
                        () -> EmbeddedKafka.start(
                                new BrokerNode(id, quorum, Optional.empty()),
                                "127.0.0.1",
                                0,
                                data.resolve("broker-" + id),
                                fault -> {}),
                        run -> Thread.ofPlatform().start(run)))
                .toList();
        starting.forEach(each -> KAFKA.add(each.join()));
        admin = Admin.create(Map.of("bootstrap.servers", bootstrap()));
        // makes the topics
        edge(bootstrap()).close();
    }

    @AfterAll
    static void stop() {
        admin.close();
        KAFKA.parallelStream().forEach(EmbeddedKafka::close);
    }

    private static String bootstrap() {
        return KAFKA.stream().map(EmbeddedKafka::bootstrap).collect(Collectors.joining(","));
    }

    @Test
    void topicsThatRoomlogMakesOnThreeBrokersAreSafe() throws Exception {
        edge(bootstrap()).close();
        try (RouterMain router = RouterMain.start(configuration(bootstrap()))) {
            assertThat(router.port()).isPositive();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "roomlog.rooms, min.insync.replicas, 1, set it to 2",
        "roomlog.edges, min.insync.replicas, 4, set it to 2",
        "roomlog.sessions, unclean.leader.election.enable, true, set it to false",
        "roomlog.fanout, retention.ms, 60000, set it to 86400000",
        "roomlog.sessions, retention.ms, 86399999, set it to 86400000",
        "roomlog.rooms, retention.bytes, 1000000000, set it to -1",
    })
    void whatMayLoseAckedRecordsIsRefusedUnlessItIsAllowed(String topic, String setting, String value, String remedy)
            throws Exception {
        String before = set(topic, setting, value);
        try {
            for (Start start : starts()) {
                assertThatThrownBy(() -> start.start(configuration(bootstrap())))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("topic " + topic + ": " + setting + "=" + value + ": ")
                        .hasMessageContaining(remedy + ": kafka-configs --bootstrap-server " + bootstrap())
                        .hasMessageContaining("--entity-name " + topic + " --add-config " + setting + "=")
                        .hasMessageContaining("--allow-unsafe-log");
                assertThatCode(() -> start.start(configuration(bootstrap(), "allow-unsafe-log", "true"))
                                .close())
                        .doesNotThrowAnyException();
            }
        } finally {
            set(topic, setting, before);
        }
    }

    @Test
    void allThatIsWrongIsToldAtOnce() throws Exception {
        String replicas = set(Topics.ROOMS, "min.insync.replicas", "1");
        String retention = set(Topics.FANOUT, "retention.ms", "1000");
        try {
            assertThatThrownBy(() -> edge(bootstrap()))
                    .hasMessageContaining("topic roomlog.rooms: min.insync.replicas=1")
                    .hasMessageContaining("topic roomlog.fanout: retention.ms=1000");
        } finally {
            set(Topics.ROOMS, "min.insync.replicas", replicas);
            set(Topics.FANOUT, "retention.ms", retention);
        }
    }

    @Test
    void whatTheTopicDoesNotSayTheBrokersDo() throws Exception {
        ConfigResource topic = topic(Topics.FANOUT);
        ConfigResource brokers = new ConfigResource(ConfigResource.Type.BROKER, "");
        alter(topic, "unclean.leader.election.enable", "", OpType.DELETE);
        alter(brokers, "unclean.leader.election.enable", "true", OpType.SET);
        try {
            assertThatThrownBy(() -> edge(bootstrap()))
                    .hasMessageContaining("topic roomlog.fanout: unclean.leader.election.enable=true");
        } finally {
            alter(brokers, "unclean.leader.election.enable", "", OpType.DELETE);
            alter(topic, "unclean.leader.election.enable", "false", OpType.SET);
        }
    }

    @Test
    void aLongerWindowAsksForALongerRetention() {
        assertThatThrownBy(() -> EdgeMain.start(configuration(bootstrap(), "session-retention", "8d"), it -> {}))
                .hasMessageContaining("topic roomlog.rooms: retention.ms=604800000: messages are gone before the")
                .hasMessageContaining("691200000ms (session-retention)");
    }

    @Test
    void topicsThatWouldNotBeSafeAreNotMade(@TempDir Path folder) throws Exception {
        try (EmbeddedKafka one = EmbeddedKafka.start(0, folder);
                Admin its = Admin.create(Map.of("bootstrap.servers", one.bootstrap()))) {
            for (Start start : starts()) {
                assertThatThrownBy(() -> start.start(configuration(one.bootstrap(), "replication-factor", "1")))
                        .hasMessageContaining("topic roomlog.rooms: replication-factor=1")
                        .hasMessageContaining("topic roomlog.sessions: replication-factor=1")
                        .hasMessageContaining("topic roomlog.fanout: replication-factor=1")
                        .hasMessageContaining("start with --replication-factor 3");
            }
            assertThat(its.listTopics().names().get()).isEmpty();
            for (Start start : starts()) {
                start.start(configuration(one.bootstrap(), "replication-factor", "1", "allow-unsafe-log", "true"))
                        .close();
            }
            assertThatThrownBy(() -> edge(one.bootstrap()))
                    .hasMessageContaining(
                            "topic roomlog.rooms: replicas=1: what was acked is lost with the one broker");
        }
    }

    private interface Start {
        AutoCloseable start(Configuration configuration) throws Exception;
    }

    private static List<Start> starts() {
        return List.of(configuration -> EdgeMain.start(configuration, it -> {}), RouterMain::start);
    }

    private static EdgeMain edge(String bootstrap) throws InterruptedException {
        return EdgeMain.start(configuration(bootstrap), it -> {});
    }

    private static Configuration configuration(String bootstrap, String... settings) {
        Map<String, String> texts = new HashMap<>(Map.of(
                "host", "127.0.0.1",
                "port", "0",
                "admin-port", "0",
                "router-port", "0",
                "id", "safe",
                "kafka", bootstrap,
                "partitions", "2",
                "session-partitions", "2",
                "fanout-partitions", "2",
                "state", data.resolve("state").toString()));
        for (int i = 0; i < settings.length; i += 2) {
            texts.put(settings[i], settings[i + 1]);
        }
        return Configuration.of(texts);
    }

    /// Sets it, and returns what it was.
    private static String set(String topic, String setting, String value) throws Exception {
        String before = admin.describeConfigs(List.of(topic(topic)))
                .all()
                .get()
                .get(topic(topic))
                .get(setting)
                .value();
        alter(topic(topic), setting, value, OpType.SET);
        return before;
    }

    private static void alter(ConfigResource resource, String setting, String value, OpType how) throws Exception {
        admin.incrementalAlterConfigs(
                        Map.of(resource, List.of(new AlterConfigOp(new ConfigEntry(setting, value), how))))
                .all()
                .get();
    }

    private static ConfigResource topic(String name) {
        return new ConfigResource(ConfigResource.Type.TOPIC, name);
    }
}
