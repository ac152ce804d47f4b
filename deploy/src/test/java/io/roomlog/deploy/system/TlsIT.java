package io.roomlog.deploy.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.roomlog.common.config.ConfigurationException;
import io.roomlog.edge.EdgeMain;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Clients that come over TLS.
@Timeout(120)
class TlsIT {
    @RegisterExtension
    static final Cluster CLUSTER = new Cluster();

    private static final int MESSAGE_BYTES = 20_000;
    private static final int MESSAGES = 500;
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration STOPS_WITHIN = Duration.ofSeconds(5);

    @TempDir
    static Path folder;

    private static Certificates certificates;
    private static EdgeMain plain;

    @BeforeAll
    static void start() throws Exception {
        certificates = Certificates.make(folder, "shared");
        plain = CLUSTER.edge();
    }

    private static EdgeMain edge(Certificates shown, String... further) throws InterruptedException {
        String[] settings = {
            "tls-certificate",
            shown.certificate().toString(),
            "tls-key",
            shown.key().toString(),
            "tls-reload",
            "100ms"
        };
        String[] all = new String[settings.length + further.length];
        System.arraycopy(settings, 0, all, 0, settings.length);
        System.arraycopy(further, 0, all, settings.length, further.length);
        return CLUSTER.edge(all);
    }

    @Test
    void roomsSpanEdgesWithTlsAndWithout() throws Exception {
        EdgeMain edge = edge(certificates);
        String room = Cluster.fresh("room");
        try (RawClient secret = RawClient.connect(edge, "secret", certificates.trusted());
                RawClient open = RawClient.connect(plain, "open")) {
            secret.done("join", room);
            open.done("join", room);
            secret.done("publish", room, "message", 1);
            open.done("publish", room, "message", 2);
            secret.awaitEvent("message", 2);
            open.awaitEvent("message", 1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void speaksBothVersionsThatAreSafe(String version) throws Exception {
        EdgeMain edge = edge(certificates);
        try (SSLSocket socket = Stalled.unshaken(edge.port(), certificates.trusted())) {
            socket.setEnabledProtocols(new String[] {version});
            socket.startHandshake();
            assertThat(socket.getSession().getProtocol()).isEqualTo(version);
        }
    }

    @Test
    void aClientThatNoLongerReadsIsEndedAndTheOthersFeelNothing() throws Exception {
        EdgeMain edge = edge(certificates, "max-queue-bytes", Integer.toString(256 * 1024));
        String room = Cluster.fresh("flooded");
        String text = "x".repeat(MESSAGE_BYTES);
        try (RawClient reader = RawClient.connect(edge, "reader", certificates.trusted());
                RawClient publisher = RawClient.connect(edge, "publisher", certificates.trusted());
                Stalled stalled = Stalled.open(edge.port(), certificates.trusted())) {
            reader.done("join", room);
            stalled.join(room);
            reader.awaitEvents("user-joined", 1);
            for (int i = 0; i < MESSAGES; i++) {
                publisher.done("publish", room, "message", i, text);
                // or the reader, too, might be found slow on a machine that has much to do
                reader.awaitEvents("message", i + 1);
            }
            assertThat(reader.awaitEvents("message", MESSAGES)).hasSize(MESSAGES);
            assertThat(reader.awaitEvents("user-left", 1)).hasSize(1);
            assertThat(stalled.readToTheEnd()).isLessThan((long) MESSAGES * MESSAGE_BYTES / 2);
            assertThat(metrics(edge))
                    .contains("roomlog_connections_closed_total{reason=\"slow_consumer\",region=\"local\"} 1.0");
        }
    }

    @Test
    void stopsInTimeWhoeverDoesNotRead() throws Exception {
        EdgeMain edge = edge(certificates);
        String room = Cluster.fresh("flooded");
        String text = "x".repeat(MESSAGE_BYTES);
        try (Stalled stalled = Stalled.open(edge.port(), certificates.trusted());
                Socket silent = Stalled.connect(edge.port());
                RawClient publisher = RawClient.connect(plain, "publisher")) {
            publisher.done("join", room);
            stalled.join(room);
            publisher.awaitEvents("user-joined", 1);
            // more than there is room for on the way, and less than what may wait
            for (int i = 0; i < 100; i++) {
                publisher.done("publish", room, "message", i, text);
            }
            publisher.awaitEvents("message", 100);
            long begin = System.nanoTime();
            edge.close();
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(STOPS_WITHIN);
            assertThat(silent.isConnected()).isTrue();
        }
    }

    @Test
    void aNewCertificateIsTakenAndABrokenOneIsNot() throws Exception {
        Certificates first = Certificates.make(folder, "first");
        Certificates second = Certificates.make(folder, "second");
        EdgeMain edge = edge(first);
        assertThat(shownBy(edge, first)).isEqualTo("CN=first");
        assertThat(expiry(edge)).isEqualTo(end(first));

        Files.writeString(first.certificate(), "no certificate");
        Files.copy(second.key(), first.key(), StandardCopyOption.REPLACE_EXISTING);
        await("a look at the files")
                .during(Duration.ofMillis(500))
                .untilAsserted(() -> assertThat(shownBy(edge, first)).isEqualTo("CN=first"));

        Files.copy(second.certificate(), first.certificate(), StandardCopyOption.REPLACE_EXISTING);
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(shownBy(edge, second)).isEqualTo("CN=second"));
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(expiry(edge)).isEqualTo(end(second)));
    }

    @Test
    void aBadFileStopsTheStartByItsSettingsName() throws Exception {
        Certificates other = Certificates.make(folder, "other");
        Path bad = Files.writeString(folder.resolve("bad.pem"), """
                -----BEGIN EC PRIVATE KEY-----
                AA==
                -----END EC PRIVATE KEY-----
                """);
        assertRefused("/nowhere", certificates.key(), "tls-certificate: cannot read /nowhere");
        assertRefused(certificates.certificate(), "/nowhere", "tls-key: cannot read /nowhere");
        assertRefused(bad, certificates.key(), "tls-certificate: " + bad + " holds no certificate in PEM");
        assertRefused(certificates.certificate(), bad, "tls-key: " + bad + " holds no private key in PKCS#8");
        assertRefused(certificates.certificate(), bad, "but EC PRIVATE KEY; openssl pkcs8 -topk8");
        assertRefused(certificates.certificate(), other.key(), "is the key of another certificate");
        assertThatThrownBy(() -> CLUSTER.edge("tls-key", bad.toString()))
                .hasMessage("tls-certificate and tls-key: one cannot go without the other");
    }

    private static void assertRefused(Object certificate, Object key, String message) {
        assertThatThrownBy(() -> CLUSTER.edge("tls-certificate", certificate.toString(), "tls-key", key.toString()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(message);
    }

    private static String shownBy(EdgeMain edge, Certificates trusted) throws IOException, GeneralSecurityException {
        try (SSLSocket socket = Stalled.shakeHands(edge.port(), trusted.trusted())) {
            Certificate shown = socket.getSession().getPeerCertificates()[0];
            return ((X509Certificate) shown).getSubjectX500Principal().getName();
        }
    }

    private static long end(Certificates certificates) throws IOException, GeneralSecurityException {
        return certificates.read().getNotAfter().toInstant().getEpochSecond();
    }

    private static long expiry(EdgeMain edge) throws IOException, InterruptedException {
        Matcher line = Pattern.compile("(?m)^roomlog_tls_certificate_expiry_seconds\\{.*} (.*)$")
                .matcher(metrics(edge));
        assertThat(line.find()).isTrue();
        return (long) Double.parseDouble(line.group(1));
    }

    private static String metrics(EdgeMain edge) throws IOException, InterruptedException {
        URI address = URI.create("http://127.0.0.1:" + edge.adminPort() + "/metrics");
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString(StandardCharsets.UTF_8))
                    .body();
        }
    }
}
