package io.roomlog.deploy.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.roomlog.common.bytes.Bytes;
import io.roomlog.common.log.LeaseRecord;
import io.roomlog.common.log.LeaseRecord.Role;
import io.roomlog.common.log.LeaseRecord.State;
import io.roomlog.edge.EdgeMain;
import io.roomlog.edge.engineio.CloseReason;
import io.roomlog.edge.engineio.EngineConfig;
import io.roomlog.edge.engineio.EngineHandler;
import io.roomlog.edge.engineio.EngineListener;
import io.roomlog.edge.engineio.EngineRequest;
import io.roomlog.edge.engineio.EngineSession;
import io.roomlog.edge.peer.ForwardEvents.Outcome;
import io.roomlog.edge.peer.Forwarded;
import io.roomlog.edge.peer.PeerRequest;
import io.roomlog.edge.peer.Peers;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// Requests of a polling client that come to an edge which has not got its session.
@Timeout(120)
class ForwardedIT {
    @RegisterExtension
    static final Cluster CLUSTER = new Cluster();

    private static final String PATH = "/who/";
    private static final EngineConfig CONFIG = new EngineConfig(
            PATH, Duration.ofSeconds(25), Duration.ofSeconds(20), Duration.ofSeconds(10), 10_000, 1_000_000);
    private static final String UNKNOWN = "{\"code\":1,\"message\":\"Session ID unknown\"}";
    private static final String BEHIND_A_PROXY = "198.51.100.7";
    private static final String NOBODY = "198.51.100.9";

    @TempDir
    static Path folder;

    private static EdgeMain owner;
    private static EdgeMain other;

    @BeforeAll
    static void start() throws InterruptedException {
        owner = edge();
        other = edge("trusted-proxies", "127.0.0.0/8");
        awaitAcquainted(owner, other);
    }

    /// An edge with an application that tells whoever asks who he is, as it sees him.
    private static EdgeMain edge(String... settings) throws InterruptedException {
        return CLUSTER.edge(edge -> edge.serve(CONFIG, new WhoAreYou()), settings);
    }

    private static final class WhoAreYou implements EngineHandler {
        @Override
        public EngineListener open(EngineSession session) {
            return new EngineListener() {
                @Override
                public void onText(Bytes text) {
                    EngineRequest post = Objects.requireNonNull(session.currentPost());
                    session.sendText(Bytes.utf8(String.join(
                            " ",
                            post.method(),
                            post.remoteAddress(),
                            post.header("x-own").orElse("-"),
                            post.header(Forwarded.HEADER).orElse("-"))));
                }

                @Override
                public void onBinary(Bytes data) {
                    session.sendBinary(data);
                }

                @Override
                public void onClose(CloseReason reason) {
                    // nothing to undo
                }
            };
        }
    }

    /// A session, and requests for it over any edge.
    private record Polling(HttpClient http, String scheme, String sid) {
        private static final HttpClient PLAIN = http1().build();

        static Polling open(EdgeMain edge) throws IOException, InterruptedException {
            return open(edge, PLAIN, "http://");
        }

        static Polling open(EdgeMain edge, HttpClient http, String scheme) throws IOException, InterruptedException {
            Polling nobody = new Polling(http, scheme, "");
            String body = http.send(HttpRequest.newBuilder(nobody.uri(edge)).build(), BodyHandlers.ofString())
                    .body();
            return new Polling(http, scheme, body.replaceAll(".*\"sid\":\"([^\"]*)\".*", "$1"));
        }

        private URI uri(EdgeMain edge) {
            String session = sid.isEmpty() ? "" : "&sid=" + sid;
            return URI.create(scheme + "127.0.0.1:" + edge.port() + PATH + "?EIO=4&transport=polling" + session);
        }

        HttpResponse<String> get(EdgeMain edge) throws IOException, InterruptedException {
            return http.send(HttpRequest.newBuilder(uri(edge)).build(), BodyHandlers.ofString());
        }

        CompletableFuture<HttpResponse<String>> hang(EdgeMain edge) {
            return http.sendAsync(HttpRequest.newBuilder(uri(edge)).build(), BodyHandlers.ofString());
        }

        HttpResponse<String> post(EdgeMain edge, String body, String... headers)
                throws IOException, InterruptedException {
            HttpRequest.Builder request = HttpRequest.newBuilder(uri(edge)).POST(BodyPublishers.ofString(body));
            if (headers.length > 0) {
                request.headers(headers);
            }
            return http.send(request.build(), BodyHandlers.ofString());
        }
    }

    /// Waits until each knows of the other.
    private static void awaitAcquainted(EdgeMain one, EdgeMain another) {
        await().ignoreExceptions().untilAsserted(() -> {
            assertThat(Polling.open(one).post(another, "4").statusCode()).isEqualTo(200);
            assertThat(Polling.open(another).post(one, "4").statusCode()).isEqualTo(200);
        });
    }

    private static void assertUnknown(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("content-type")).contains("application/json");
        assertThat(answer.body()).isEqualTo(UNKNOWN);
    }

    private static long counted(EdgeMain edge, String outcome) throws IOException, InterruptedException {
        URI address = URI.create("http://127.0.0.1:" + edge.adminPort() + "/metrics");
        return Polling.PLAIN
                .send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString())
                .body()
                .lines()
                .filter(line -> line.startsWith("roomlog_polls_forwarded_total{outcome=\"" + outcome + '"'))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    @Test
    void itsOwnerSeesTheClientItself() throws Exception {
        long before = counted(other, "answered");
        Polling client = Polling.open(owner);
        HttpResponse<String> taken = client.post(other, "4who", "x-own", "mine", "x-forwarded-for", BEHIND_A_PROXY);
        assertThat(taken.statusCode()).isEqualTo(200);
        assertThat(taken.body()).isEqualTo("ok");
        assertThat(taken.headers().firstValue("content-type")).contains("text/html");
        HttpResponse<String> told = client.get(other);
        assertThat(told.body()).isEqualTo("4POST " + BEHIND_A_PROXY + " mine -");
        assertThat(told.headers().firstValue("content-type")).contains("text/plain; charset=UTF-8");
        assertThat(told.headers().firstValue("cache-control")).contains("no-store");
        assertThat(counted(other, "answered")).isEqualTo(before + 2);
    }

    @Test
    void whatAClientSaysOfItselfInTheHeaderCountsForNothing() throws Exception {
        Polling client = Polling.open(owner);
        for (String forged : List.of("GET " + NOBODY + " ", "POST " + NOBODY + " AAAA", "x", "POST " + NOBODY)) {
            assertThat(client.post(owner, "4who", Forwarded.HEADER, forged).body())
                    .isEqualTo("ok");
            assertThat(client.get(owner).body()).isEqualTo("4POST 127.0.0.1 - -");
            assertUnknown(client.post(other, "4who", Forwarded.HEADER, forged));
        }
        assertThat(client.post(other, "4who").statusCode()).isEqualTo(200);
        assertThat(client.get(owner).body()).isEqualTo("4POST 127.0.0.1 - -");
    }

    @Test
    void twoPollsAtATimeEndTheSessionWhereverTheyCome() throws Exception {
        Polling client = Polling.open(owner);
        CompletableFuture<HttpResponse<String>> first = client.hang(other);
        CompletableFuture<HttpResponse<String>> second = client.hang(owner);
        assertThat(List.of(first.get().body(), second.get().body()))
                .containsExactlyInAnyOrder("1", "{\"code\":3,\"message\":\"Bad request\"}");
        assertUnknown(client.get(other));
    }

    @Test
    void aWebSocketIsRefusedAndThePollingGoesOn() throws Exception {
        Polling client = Polling.open(owner);
        String target = PATH + "?EIO=4&transport=websocket&sid=" + client.sid();
        RawHttp refused = RawHttp.get(
                other,
                target,
                "upgrade: websocket",
                "sec-websocket-version: 13",
                "sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body()).isEqualTo(UNKNOWN);
        assertThat(client.post(other, "4who").statusCode()).isEqualTo(200);
        assertThat(client.get(other).body()).startsWith("4POST");
    }

    @Test
    void aBodyIsAsLongAsOfAnyClient() throws Exception {
        Polling client = Polling.open(owner);
        String bytes = "b" + "A".repeat(9_996);
        assertThat(client.post(other, bytes).statusCode()).isEqualTo(200);
        assertThat(client.get(other).body()).isEqualTo(bytes);
        assertThat(client.post(other, "4" + "x".repeat(10_000)).statusCode()).isEqualTo(413);
        assertThat(client.post(other, "4who").statusCode()).isEqualTo(200);
    }

    @Test
    void whoseEdgeHasEndedIsUnknown() throws Exception {
        EdgeMain doomed = edge();
        awaitAcquainted(doomed, other);
        Polling client = Polling.open(doomed);
        CompletableFuture<HttpResponse<String>> hanging = client.hang(other);
        assertThat(client.post(other, "4who").statusCode()).isEqualTo(200);
        assertThat(hanging.get().body()).startsWith("4POST");
        long before = counted(other, "owner_gone") + counted(other, "failed");
        doomed.close();
        assertUnknown(client.get(other));
        assertUnknown(client.post(other, "4who"));
        assertThat(counted(other, "owner_gone") + counted(other, "failed")).isEqualTo(before + 2);
    }

    @Test
    void nothingIsPassedOnWhereThatIsTurnedOff() throws Exception {
        EdgeMain closed = edge("max-forwarded", "0");
        await().until(() -> Polling.open(closed).post(owner, "4who").statusCode() == 200);
        assertUnknown(Polling.open(owner).post(closed, "4who"));
        assertThat(counted(closed, "too_many")).isEqualTo(1);
    }

    // ---- TLS

    @Test
    void overTlsTheCertificateOfTheLeaseAloneIsTrusted() throws Exception {
        Certificates first = Certificates.make(folder, "one");
        Certificates second = Certificates.make(folder, "two");
        Certificates third = Certificates.make(folder, "three");
        EdgeMain secret = edge(with(first, "tls-reload", "100ms"));
        EdgeMain another = edge(with(second));
        try (HttpClient toFirst = trusting(first.trusted());
                HttpClient toSecond = trusting(second.trusted())) {
            Polling opened = Polling.open(secret, toFirst, "https://");
            Polling client = new Polling(toSecond, "https://", opened.sid());
            await().until(() -> client.post(another, "4who").statusCode() == 200);
            assertThat(client.get(another).body()).isEqualTo("4POST 127.0.0.1 - -");
            // edges that speak TLS and edges that do not
            assertThat(new Polling(Polling.PLAIN, "http://", opened.sid())
                            .post(other, "4who")
                            .statusCode())
                    .isEqualTo(200);
            String plain = Polling.open(owner).sid();
            assertThat(new Polling(toSecond, "https://", plain)
                            .post(another, "4who")
                            .statusCode())
                    .isEqualTo(200);

            assertThat(answered(secret, second)).isEqualTo(Outcome.FAILED);
            assertThat(answered(secret, first)).isEqualTo(Outcome.ANSWERED);
            Files.copy(third.key(), first.key(), StandardCopyOption.REPLACE_EXISTING);
            Files.copy(third.certificate(), first.certificate(), StandardCopyOption.REPLACE_EXISTING);
            await().until(() -> answered(secret, third) == Outcome.ANSWERED);
            EdgeMain late = edge(with(second));
            await().until(() -> client.post(late, "4who").statusCode() == 200);
        }
    }

    /// What becomes of a request for an edge whose lease tells of a certificate.
    private static Outcome answered(EdgeMain edge, Certificates told) throws Exception {
        List<Outcome> outcomes = new ArrayList<>();
        List<LeaseRecord> leases = new ArrayList<>();
        try (Peers as = new Peers(List::of, 0, outcomes::add);
                Peers entry = new Peers(() -> leases, 1, outcomes::add)) {
            String address = "127.0.0.1:" + edge.port();
            leases.add(new LeaseRecord(Role.EDGE, "it/1", State.LIVE, address, "local")
                    .with(as.peering(Optional.of(told.read()))));
            String sid = as.newId();
            PeerRequest request = new PeerRequest(
                    sid, new Forwarded("GET", ""), PATH + "?transport=polling&sid=" + sid, Map.of(), Bytes.utf8(""));
            var _ = entry.forward(entry.owner(sid).orElseThrow(), request, Duration.ofSeconds(20));
        }
        assertThat(outcomes).hasSize(1);
        return outcomes.getFirst();
    }

    /// What asks for HTTP/2 asks to upgrade, which a poll does not.
    private static HttpClient.Builder http1() {
        return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1);
    }

    private static HttpClient trusting(SSLContext context) {
        return http1().sslContext(context).build();
    }

    private static String[] with(Certificates shown, String... further) {
        List<String> settings = new ArrayList<>(List.of(
                "tls-certificate",
                shown.certificate().toString(),
                "tls-key",
                shown.key().toString()));
        settings.addAll(Arrays.asList(further));
        return settings.toArray(String[]::new);
    }
}
