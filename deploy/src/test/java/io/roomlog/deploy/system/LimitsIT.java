package io.roomlog.deploy.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.roomlog.deploy.system.RawClient.Kind;
import io.roomlog.edge.EdgeMain;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What one client, user or address may take; and that it is counted what was refused.
@Timeout(120)
class LimitsIT {
    private static final String POLLING = "/socket.io/?EIO=4&transport=polling";
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @RegisterExtension
    static final Cluster CLUSTER = new Cluster();

    @Test
    void connectionsOfAnEdge() throws Exception {
        EdgeMain edge = CLUSTER.edge("max-connections", "3");
        List<RawClient> clients = IntStream.range(0, 3)
                .mapToObj(i -> RawClient.connect(edge, "user-" + i))
                .toList();
        assertThat(RawHttp.websocket(edge, "").status()).isEqualTo(503);
        RawHttp refused = RawHttp.get(edge, POLLING);
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.body()).contains("Too many connections");
        assertThat(counted(edge, "connections")).isEqualTo(2);
        clients.getFirst().disconnect();
        clients.getFirst().cut();
        await().until(() -> RawHttp.websocket(edge, "").status() == 101);
        clients.forEach(RawClient::close);
    }

    @Test
    void connectionsOfAnAddressAsATrustedProxySaysIt() throws Exception {
        EdgeMain edge = CLUSTER.edge("max-connections-per-address", "2", "trusted-proxies", "127.0.0.0/8");
        for (int i = 0; i < 2; i++) {
            assertThat(RawHttp.get(edge, POLLING, "x-forwarded-for: 1.1.1.1, 198.51.100.7")
                            .status())
                    .isEqualTo(200);
        }
        assertThat(RawHttp.get(edge, POLLING, "x-forwarded-for: 2.2.2.2, 198.51.100.7")
                        .status())
                .isEqualTo(503);
        assertThat(RawHttp.get(edge, POLLING, "x-forwarded-for: 198.51.100.8").status())
                .isEqualTo(200);
        assertThat(counted(edge, "connections_of_address")).isEqualTo(1);
    }

    @Test
    void handshakesASecond() throws Exception {
        EdgeMain edge = CLUSTER.edge("handshake-rate-per-address", "5");
        List<Integer> statuses =
                IntStream.range(0, 30).mapToObj(i -> status(edge)).toList();
        assertThat(statuses).contains(429).startsWith(200, 200, 200, 200, 200);
        await().until(() -> status(edge) == 200);
        assertThat(counted(edge, "handshakes_of_address")).isPositive();
        EdgeMain other = CLUSTER.edge("handshake-rate", "5");
        assertThat(IntStream.range(0, 30).mapToObj(i -> status(other)).toList()).contains(429);
        assertThat(counted(other, "handshakes")).isPositive();
    }

    private static int status(EdgeMain edge) {
        try {
            return RawHttp.get(edge, POLLING).status();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void socketsOfAUser() {
        EdgeMain edge = start("max-sockets-per-user", "2");
        try (RawClient first = RawClient.connect(edge, "bob");
                RawClient second = RawClient.connect(edge, "bob");
                RawClient third = RawClient.open(edge);
                RawClient other = RawClient.connect(edge, "carol")) {
            third.begin("/", Map.of("token", Cluster.token("bob")));
            JsonNode refused = third.await("the refusal", packet -> packet.kind() == Kind.REFUSED)
                    .arguments();
            assertThat(refused.path("message").asText()).isEqualTo("Too many connections");
            assertThat(counted(edge, "sockets_of_user")).isEqualTo(1);
            other.done("join", "room");
            // who comes back is no more than before, though the edge may not know yet that the old connection is gone
            try (RawClient back = RawClient.resume(edge, "bob", first.pid(), first.lastOffset())) {
                assertThat(back.sid()).isEqualTo(first.sid());
            }
            second.disconnect();
            second.cut();
            await().untilAsserted(() -> {
                try (RawClient next = RawClient.open(edge)) {
                    next.begin("/", Map.of("token", Cluster.token("bob")));
                    assertThat(next.await("an answer", packet -> true).kind()).isEqualTo(Kind.CONNECTED);
                }
            });
        }
    }

    @Test
    void namespacesOfAConnection() {
        EdgeMain edge = start("max-namespaces", "2", "namespaces", "/a,/b,/c");
        try (RawClient client = RawClient.connect(edge, "bob")) {
            client.begin("/a", Map.of("token", Cluster.token("bob")));
            await().until(() -> client.received().stream()
                            .filter(packet -> packet.kind() == Kind.CONNECTED)
                            .count()
                    == 2);
            client.begin("/b", Map.of("token", Cluster.token("bob")));
            assertThat(client.await("/b", packet -> packet.kind() == Kind.REFUSED)
                            .arguments()
                            .path("message")
                            .asText())
                    .isEqualTo("Too many namespaces");
            client.done("join", "room");
            assertThat(counted(edge, "namespaces")).isEqualTo(1);
        }
    }

    @Test
    void roomsOfASocket() {
        EdgeMain edge = start("max-rooms", "3");
        try (RawClient client = RawClient.connect(edge, "bob")) {
            for (int i = 0; i < 3; i++) {
                client.done("join", "room-" + i);
            }
            assertLimited(client.ask("join", "room-3").join());
            client.done("join", "room-0");
            client.done("leave", "room-1");
            client.done("join", "room-3");
            assertThat(counted(edge, "rooms")).isEqualTo(1);
        }
    }

    @Test
    void publishesASecond() {
        EdgeMain edge = start("publish-rate", "10");
        String room = Cluster.fresh("room");
        try (RawClient client = RawClient.connect(edge, "bob");
                RawClient other = RawClient.connect(edge, "bob")) {
            List<CompletableFuture<JsonNode>> answers = IntStream.range(0, 50)
                    .mapToObj(i -> client.ask("publish", room, "message", i))
                    .toList();
            List<JsonNode> refused = answers.stream()
                    .map(CompletableFuture::join)
                    .filter(answer -> !answer.path("ok").asBoolean())
                    .toList();
            assertThat(refused).hasSizeBetween(20, 40).allSatisfy(LimitsIT::assertLimited);
            other.done("publish", room, "message", "other");
            await().until(() -> client.ask("publish", room, "message", "again")
                    .join()
                    .path("ok")
                    .asBoolean());
            assertThat(counted(edge, "publishes_of_socket")).isGreaterThanOrEqualTo(refused.size());
        }
    }

    @Test
    void publishesOfAUserOverSocketsAndHttpTogether() throws Exception {
        EdgeMain edge = start("publish-rate-per-user", "10");
        String room = Cluster.fresh("room");
        try (RawClient client = RawClient.connect(edge, "bob");
                RawClient second = RawClient.connect(edge, "bob");
                RawClient other = RawClient.connect(edge, "carol")) {
            long begin = System.nanoTime();
            List<CompletableFuture<JsonNode>> asked = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                asked.add((i % 2 == 0 ? client : second).ask("publish", room, "message", i));
            }
            long overHttp = 0;
            for (int i = 0; i < 20; i++) {
                RawHttp http = RawHttp.send(
                        edge,
                        "POST",
                        "/api/v1/emit",
                        "{\"room\":\"" + room + "\",\"event\":\"message\"}",
                        "authorization: Bearer " + Cluster.token("bob"));
                assertThat(http.status()).isIn(200, 429);
                overHttp += http.status() == 200 ? 1 : 0;
            }
            long overSockets = asked.stream()
                    .map(CompletableFuture::join)
                    .filter(answer -> answer.path("ok").asBoolean())
                    .count();
            double seconds = (System.nanoTime() - begin) / 1e9;
            assertThat(overSockets).isLessThan(200);
            assertThat((double) (overSockets + overHttp)).isBetween(10.0, 10 + 10 * seconds);
            other.done("publish", room, "message", "other");
            assertThat(counted(edge, "publishes_of_user")).isPositive();
        }
    }

    /// However many publishes are sent at once, each is done, in order.
    @Test
    void publishesThatAreUnderWayWaitAndNoneIsRefused() {
        EdgeMain edge = start("max-under-way", "2", "max-inbound-events", "5");
        String room = Cluster.fresh("room");
        try (RawClient client = RawClient.connect(edge, "bob")) {
            client.done("join", room);
            List<CompletableFuture<JsonNode>> answers = IntStream.range(0, 1_000)
                    .mapToObj(i -> client.ask("publish", room, "message", i))
                    .toList();
            assertThat(answers)
                    .allSatisfy(answer ->
                            assertThat(answer.join().path("ok").asBoolean()).isTrue());
            assertThat(client.awaitEvents("message", 1_000))
                    .extracting(packet -> packet.arguments().path(0).asInt())
                    .containsExactlyElementsOf(IntStream.range(0, 1_000).boxed().toList());
        }
    }

    @Test
    void whoSaysNothingOrLittleAtATimeIsCutOff() throws Exception {
        EdgeMain edge = CLUSTER.edge("request-timeout", "1s");
        try (Socket silent = RawHttp.connect(edge);
                Socket slow = RawHttp.connect(edge);
                RawClient client = RawClient.connect(edge, "bob")) {
            Thread drip = Thread.ofVirtual().start(() -> drip(slow));
            long begin = System.nanoTime();
            assertEnds(silent);
            assertEnds(slow);
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
            drip.join();
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(900));
            client.done("join", "room");
        }
    }

    /// One header byte after the other.
    private static void drip(Socket socket) {
        try {
            socket.getOutputStream().write("GET / HTTP/1.1\r\nhost: x\r\nx: ".getBytes(StandardCharsets.US_ASCII));
            while (true) {
                socket.getOutputStream().write('y');
                Thread.sleep(50);
            }
        } catch (IOException | InterruptedException e) {
            // cut off
        }
    }

    private static void assertEnds(Socket socket) throws IOException {
        try {
            while (socket.getInputStream().read() >= 0) {
                // what it says of it
            }
        } catch (SocketException e) {
            // reset
        }
    }

    @Test
    void whoOpensAndJoinsNoNamespaceIsCutOffAndWhoHasLeftTheLastOneToo() {
        EdgeMain edge = start("connect-timeout", "1s");
        try (RawClient idle = RawClient.open(edge);
                RawClient left = RawClient.connect(edge, "bob")) {
            left.disconnect();
            idle.awaitEnd();
            left.awaitEnd();
        }
    }

    // ----

    private static EdgeMain start(String... settings) {
        try {
            return CLUSTER.edge(settings);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void assertLimited(JsonNode answer) {
        assertThat(answer.path("error").path("code").asText())
                .as(answer.toString())
                .isEqualTo("rate_limited");
    }

    /// How often a limit was exceeded, as the edge's metrics tell.
    private static long counted(EdgeMain edge, String limit) {
        try {
            String metrics = HTTP.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + edge.adminPort() + "/metrics"))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
            return metrics.lines()
                    .filter(line -> line.startsWith("roomlog_limits_exceeded_total{limit=\"" + limit + "\""))
                    .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                    .sum();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
