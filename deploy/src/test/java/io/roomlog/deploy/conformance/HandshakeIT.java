package io.roomlog.deploy.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The opening handshake: what RFC 6455 asks of it in section 4.2.1, and how it is answered, section 4.2.2.
@Timeout(60)
class HandshakeIT {
    @RegisterExtension
    static final EchoEdge EDGE = new EchoEdge();

    private static final String TARGET = "/engine.io/?EIO=4&transport=websocket";
    private static final String LINE = "GET " + TARGET + " HTTP/1.1\n";
    private static final String DEFLATE = "permessage-deflate; server_no_context_takeover; client_no_context_takeover";

    @Test
    void isAnsweredWithTheHashOfItsKey() throws IOException {
        try (WireClient client = WireClient.request(EDGE.port(), LINE + WireClient.HANDSHAKE)) {
            assertThat(client.status()).isEqualTo(101);
            assertThat(client.headers())
                    .containsEntry("sec-websocket-accept", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
                    .containsEntry("upgrade", "websocket")
                    .containsEntry("connection", "Upgrade")
                    .doesNotContainKeys("sec-websocket-extensions", "sec-websocket-protocol");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Upgrade: websocket         | Upgrade: WebSocket",
                "Upgrade: websocket         | Upgrade: WEBSOCKET",
                "Upgrade: websocket         | Upgrade: h2c, websocket",
                "Upgrade: websocket         | Upgrade: wEbSocket ,h2c",
                "Connection: Upgrade        | Connection: upgrade",
                "Connection: Upgrade        | Connection: keep-alive, Upgrade",
                "Connection: Upgrade        | Connection: close ,UPGRADE",
                "Host: 127.0.0.1            | Host: example.org:1234",
                "Sec-WebSocket-Version: 13  | sec-websocket-version: 13",
            })
    void isTakenInOtherWords(String usual, String other) throws IOException {
        assertThat(statusOf(LINE + WireClient.HANDSHAKE.replace(usual, other))).isEqualTo(101);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Sec-WebSocket-Protocol: chat, superchat",
                "Sec-WebSocket-Extensions: x-webkit-deflate-frame; no_context_takeover",
                "Origin: http://127.0.0.1",
                "X-Unknown: anything",
            })
    void whatItOffersBesidesNeedNotBeTaken(String header) throws IOException {
        try (WireClient client = WireClient.request(EDGE.port(), LINE + WireClient.HANDSHAKE + header)) {
            assertThat(client.status()).isEqualTo(101);
            assertThat(client.headers()).doesNotContainKeys("sec-websocket-extensions", "sec-websocket-protocol");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Host: 127.0.0.1           | X-Host: none",
                "Upgrade: websocket        | Upgrade: h2c",
                "Upgrade: websocket        | Upgrade: websockets",
                "Upgrade: websocket        | X-Upgrade: none",
                "Connection: Upgrade       | Connection: keep-alive",
                "Connection: Upgrade       | Connection: upgraded",
                "Connection: Upgrade       | X-Connection: none",
                "dGhlIHNhbXBsZSBub25jZQ==  | dGhlIHNhbXBsZSBub25jZQ",
                "dGhlIHNhbXBsZSBub25jZQ==  | dGhlIHNhbXBsZSBub25jZQ=",
                "dGhlIHNhbXBsZSBub25jZQ==  | dGhlIHNhbXBsZSBub25j",
                "dGhlIHNhbXBsZSBub25jZQ==  | dGhlIHNhbXBsZSBub25jZSEh",
                "dGhlIHNhbXBsZSBub25jZQ==  | dGhl*HNhbXBsZSBub25jZQ==",
                "Sec-WebSocket-Key:        | X-Key:",
                "Sec-WebSocket-Key:        | Content-Length: 5\\nSec-WebSocket-Key:",
                "Sec-WebSocket-Key:        | Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\\nSec-WebSocket-Key:",
                "Sec-WebSocket-Key:        | Sec-WebSocket-Extensions: ;\\nSec-WebSocket-Key:",
                "Sec-WebSocket-Key:        | Sec-WebSocket-Extensions: a;b=\"c d\"\\nSec-WebSocket-Key:",
            })
    void isRefusedWithout(String usual, String other) throws IOException {
        String changed = LINE + WireClient.HANDSHAKE.replace(usual, other.replace("\\n", "\n"));
        assertThat(changed).isNotEqualTo(LINE + WireClient.HANDSHAKE);
        assertThat(statusOf(changed)).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"8", "0", "14", "013", "13, 8", "thirteen", ""})
    void isToldWhichVersionIsSpoken(String version) throws IOException {
        String handshake = WireClient.HANDSHAKE.replace("Version: 13", "Version: " + version);
        try (WireClient client = WireClient.request(EDGE.port(), LINE + handshake)) {
            assertThat(client.status()).isEqualTo(426);
            assertThat(client.headers())
                    .containsEntry("sec-websocket-version", "13")
                    .containsEntry("upgrade", "websocket");
        }
    }

    @Test
    void needsAVersion() throws IOException {
        assertThat(statusOf(LINE + WireClient.HANDSHAKE.replace("Sec-WebSocket-Version: 13\n", "")))
                .isEqualTo(426);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST /engine.io/?EIO=4&transport=websocket HTTP/1.1 | 400",
                "HEAD /engine.io/?EIO=4&transport=websocket HTTP/1.1 | 400",
                "GET /engine.io/?EIO=3&transport=websocket HTTP/1.1  | 400",
                "GET /engine.io/?EIO=4&transport=polling HTTP/1.1    | 400",
                "GET /elsewhere HTTP/1.1                             | 404",
            })
    void isRefusedWhereItBegins(String line, int status) throws IOException {
        assertThat(statusOf(line + '\n' + WireClient.HANDSHAKE)).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "permessage-deflate                                                          | ",
                "permessage-deflate; client_max_window_bits                                  | ",
                "permessage-deflate; client_max_window_bits=9; client_no_context_takeover    | ",
                "permessage-deflate; server_max_window_bits=15                    | ; server_max_window_bits=15",
                "permessage-deflate; server_max_window_bits=10, permessage-deflate           | ",
                "permessage-deflate; unknown, permessage-deflate; client_max_window_bits     | ",
                "permessage-deflate; unknown\\nSec-WebSocket-Extensions: permessage-deflate   | ",
            })
    void agreesOnCompression(String offered, String behind) throws IOException {
        assertThat(extensions(offered)).isEqualTo(DEFLATE + (behind == null ? "" : behind));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "permessage-deflate; unknown",
                "permessage-deflate; server_max_window_bits=8",
                "permessage-deflate; server_max_window_bits",
                "permessage-deflate; client_max_window_bits=16",
                "permessage-deflate; client_no_context_takeover=1",
                "permessage-deflate; server_no_context_takeover; server_no_context_takeover",
            })
    void goesOnWithoutCompressionThatCannotBeHad(String offered) throws IOException {
        assertThat(extensions(offered)).isNull();
    }

    @Test
    void isCountedOnceWhenItIsRefused() throws Exception {
        String before = refusedVersions();
        assertThat(statusOf(LINE.replace("EIO=4", "EIO=3") + WireClient.HANDSHAKE))
                .isEqualTo(400);
        assertThat(Double.parseDouble(refusedVersions()) - Double.parseDouble(before))
                .isEqualTo(1);
    }

    private static String refusedVersions() throws IOException, InterruptedException {
        HttpRequest metrics = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + EDGE.adminPort() + "/metrics"))
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(metrics, HttpResponse.BodyHandlers.ofString())
                    .body()
                    .lines()
                    .filter(line -> line.startsWith("roomlog_handshakes_total{")
                            && line.contains("unsupported_protocol_version"))
                    .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static String extensions(String offered) throws IOException {
        String header = "Sec-WebSocket-Extensions: " + offered.replace("\\n", "\n");
        try (WireClient client = WireClient.open(EDGE.port(), header)) {
            return client.headers().get("sec-websocket-extensions");
        }
    }

    private static int statusOf(String request) throws IOException {
        try (WireClient client = WireClient.request(EDGE.port(), request)) {
            return client.status();
        }
    }
}
