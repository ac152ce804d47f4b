package io.roomlog.deploy.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.roomlog.common.config.Configuration;
import io.roomlog.deploy.kafka.BrokerNode;
import io.roomlog.deploy.kafka.EmbeddedKafka;
import io.roomlog.deploy.system.RawClient.Kind;
import io.roomlog.edge.EdgeMain;
import io.roomlog.edge.canary.Canary;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What the canary sees, and what it is not deceived by.
@Timeout(180)
class CanaryIT {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    @TempDir
    Path data;

    private SwallowingProxy proxy;
    private EmbeddedKafka kafka;
    private EdgeMain edge;

    @BeforeEach
    void startBroker() {
        proxy = new SwallowingProxy();
        kafka = broker(0);
        proxy.start(kafka.port());
    }

    private EmbeddedKafka broker(int port) {
        BrokerNode node = new BrokerNode(1, List.of(), Optional.of("127.0.0.1:" + proxy.port()));
        return EmbeddedKafka.start(node, "127.0.0.1", port, data, fault -> {});
    }

    @AfterEach
    void stop() throws IOException {
        if (edge != null) {
            edge.close();
        }
        kafka.close();
        proxy.close();
    }

    private void startEdge(String... settings) throws InterruptedException {
        Map<String, String> texts = new HashMap<>(Cluster.common());
        texts.putAll(Map.of("kafka", "127.0.0.1:" + proxy.port(), "canary", "true", "canary-interval", "100ms"));
        for (int i = 0; i < settings.length; i += 2) {
            texts.put(settings[i], settings[i + 1]);
        }
        edge = EdgeMain.start(Configuration.of(texts));
    }

    @Test
    void anIdleEdgesMessagesComeBack() throws Exception {
        startEdge();
        await().atMost(PATIENCE).until(() -> metric("roomlog_canary_received_total") > 20);
        assertThat(metric("roomlog_canary_seconds_count")).isGreaterThan(20);
        assertThat(failures()).isZero();
        assertThat(metric("roomlog_canary_refused_total")).isZero();
        assertThat(metric("roomlog_tailed_partitions")).isEqualTo(1);
    }

    @Test
    void itFollowsTheEdgeIntoPartitionsAndKeepsNoneOpen() throws Exception {
        startEdge();
        try (RawClient client = RawClient.connect(edge, "alice")) {
            for (int partition = 0; partition < Cluster.PARTITIONS; partition++) {
                client.done("join", Cluster.room(partition));
            }
            await().atMost(PATIENCE)
                    .until(() ->
                            metric("roomlog_sockets") == 2 && metric("roomlog_canary_rooms") == Cluster.PARTITIONS);
            double before = metric("roomlog_canary_received_total");
            await().atMost(PATIENCE)
                    .until(() -> metric("roomlog_canary_received_total") > before + 3 * Cluster.PARTITIONS);
            client.disconnect();
        }
        await("the rooms that it is alone in are left")
                .atMost(PATIENCE)
                .until(() -> metric("roomlog_canary_rooms") == 1);
        assertThat(failures()).isZero();
    }

    @Test
    void aRecordThatIsSwallowedIsFoundInTenSeconds() throws Exception {
        startEdge();
        await().atMost(PATIENCE).until(() -> metric("roomlog_canary_received_total") > 5);
        assertThat(failures()).isZero();
        proxy.swallow(Canary.NAMESPACE + ",");
        await().atMost(PATIENCE).until(() -> proxy.swallowed() == 1);
        await("the loss")
                .atMost(Duration.ofSeconds(10))
                .until(() -> metric("roomlog_canary_failures_total{kind=\"lost\"}") == 1);
        double before = metric("roomlog_canary_received_total");
        await().atMost(PATIENCE).until(() -> metric("roomlog_canary_received_total") > before + 10);
        assertThat(failures()).isOne();
    }

    @Test
    void anOutageOfTheLogIsNoFailure() throws Exception {
        startEdge("publish-timeout", "5s");
        await().atMost(PATIENCE).until(() -> metric("roomlog_canary_received_total") > 5);
        int port = kafka.port();
        kafka.close();
        await().atMost(PATIENCE).until(() -> metric("roomlog_canary_refused_total") > 50);
        kafka = broker(port);
        double before = metric("roomlog_canary_received_total");
        await().atMost(PATIENCE).until(() -> metric("roomlog_canary_received_total") > before + 100);
        assertThat(failures()).isZero();
    }

    @Test
    void nobodyElseIsLetIn() throws Exception {
        startEdge();
        try (RawClient client = RawClient.open(edge)) {
            client.begin(Canary.NAMESPACE, Map.of("token", Cluster.token("alice")));
            assertThat(client.await("CONNECT's answer", packet -> packet.kind() == Kind.REFUSED))
                    .isNotNull();
        }
    }

    @Test
    void itIsLetInWhereTheHandshakeNeedsAToken() throws Exception {
        startEdge("token-on-handshake", "true");
        await().atMost(PATIENCE).until(() -> metric("roomlog_canary_received_total") > 5);
    }

    @Test
    void whereItIsOffThereIsNothingOfIt() throws Exception {
        startEdge("canary", "false");
        assertThat(scrape()).doesNotContain("roomlog_canary");
        assertThat(metric("roomlog_sockets")).isZero();
    }

    private double failures() {
        return metric("roomlog_canary_failures_total{kind=\"lost\"}")
                + metric("roomlog_canary_failures_total{kind=\"repeated\"}")
                + metric("roomlog_canary_failures_total{kind=\"reordered\"}");
    }

    /// A series by its name and labels, but for the region.
    private double metric(String series) {
        return scrape().lines()
                .map(line -> line.replace("region=\"local\",", "")
                        .replaceAll(",?region=\"local\"", "")
                        .replace("{}", ""))
                .filter(line -> line.startsWith(series + " "))
                .map(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .findFirst()
                .orElse(-1.0);
    }

    private String scrape() {
        try {
            return HTTP.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + edge.adminPort() + "/metrics"))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
