package io.roomlog.deploy.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import io.roomlog.deploy.system.RawClient.Kind;
import io.roomlog.edge.EdgeMain;
import java.io.IOException;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What somebody who means ill can try from outside. Which tokens are good is looked at in all ways by the verifier's
/// own test; here, that nothing comes in by any door.
@Timeout(120)
@SuppressWarnings("JavaUtilDate") // Nimbus has no other
class AttacksIT {
    private static final String ISSUER = "https://issuer.example";
    private static final String AUDIENCE = "chat";

    @RegisterExtension
    static final Cluster CLUSTER = new Cluster();

    private static EdgeMain edge;

    @BeforeAll
    static void start() throws InterruptedException {
        edge = CLUSTER.edge("jwt-issuers", ISSUER, "jwt-audiences", AUDIENCE, "cors-origins", "https://good.example");
    }

    /// The edge is well all the time.
    @AfterEach
    void othersConnect() {
        try (RawClient other = connect("bystander", token("bystander", Map.of()))) {
            other.done("join", "anywhere");
        }
    }

    static Stream<Arguments> badTokens() {
        Map<String, String> tokens = new LinkedHashMap<>();
        String good = token("mallory", Map.of());
        String[] parts = good.split("\\.", -1);
        String[] alices = token("alice", Map.of()).split("\\.", -1);
        tokens.put("garbage", "x");
        tokens.put("empty", "");
        tokens.put("forged signature", parts[0] + '.' + parts[1] + '.' + "A".repeat(43));
        tokens.put("another's claims", parts[0] + '.' + alices[1] + '.' + parts[2]);
        tokens.put("cut", good.substring(0, good.length() - 5));
        tokens.put(
                "expired",
                token("mallory", Map.of("exp", Date.from(Instant.now().minusSeconds(60)))));
        tokens.put(
                "not yet valid",
                token("mallory", Map.of("nbf", Date.from(Instant.now().plusSeconds(60)))));
        tokens.put("wrong issuer", token("mallory", Map.of("iss", "https://issuer.example.evil")));
        tokens.put("wrong audience", token("mallory", Map.of("aud", "chats")));
        tokens.put(
                "alg none",
                new PlainJWT(new JWTClaimsSet.Builder().subject("mallory").build()).serialize());
        tokens.put("alg none, signed", base64url("{\"alg\":\"none\"}") + '.' + parts[1] + '.' + parts[2]);
        tokens.put("another algorithm", base64url("{\"alg\":\"HS512\"}") + '.' + parts[1] + '.' + parts[2]);
        tokens.put(
                "a kid that is a path",
                base64url("{\"alg\":\"HS256\",\"kid\":\"../../../dev/null\"}") + '.' + parts[1] + '.' + parts[2]);
        tokens.put(
                "a kid that is a query",
                base64url("{\"alg\":\"HS256\",\"kid\":\"x' OR '1'='1\"}") + '.' + parts[1] + '.' + parts[2]);
        tokens.put("of 9 KB", token("mallory", Map.of("padding", "x".repeat(9 * 1024))));
        tokens.put("rights that are none", token("mallory", Map.of("rooms", "*")));
        return tokens.entrySet().stream().map(each -> Arguments.of(each.getKey(), each.getValue()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badTokens")
    void aBadTokenOpensNoDoor(String what, String token) throws IOException {
        try (RawClient client = RawClient.open(edge)) {
            client.begin("/", Map.of("token", token));
            JsonNode refused = client.await("the refusal", packet -> packet.kind() == Kind.REFUSED)
                    .arguments();
            assertThat(refused.path("message").asText()).isEqualTo("Unauthorized");
            assertThat(refused.path("data").path("code").asText()).isEqualTo("unauthorized");
            assertThat(refused.toString()).doesNotContain("mallory");
        }
        String authorization = "authorization: Bearer " + token.replaceAll("[\r\n]", "");
        RawHttp answer = RawHttp.get(edge, "/api/v1/rooms/lobby/messages", authorization);
        // a header of 9 KB is still one
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("www-authenticate")).contains("Bearer");
        assertThat(answer.body()).doesNotContain("mallory");
    }

    @Test
    void aTokenOfAnotherUserTakesNoPlace() {
        try (RawClient mallory = connect("mallory", token("mallory", Map.of()))) {
            assertError(
                    "forbidden",
                    mallory.ask("authenticate", token("alice", Map.of())).join());
            assertError("forbidden", mallory.ask("authenticate", "x").join());
            assertError("invalid", mallory.ask("authenticate", 1).join());
            assertError("invalid", mallory.ask("authenticate").join());
            assertError("forbidden", mallory.ask("join", "user:alice").join());
            JsonNode fresh = mallory.done("authenticate", token("mallory", Map.of()));
            assertThat(fresh.path("expires").asLong()).isGreaterThan(System.currentTimeMillis());
        }
    }

    @Test
    void anothersCursorResumesNothing() {
        String room = Cluster.fresh("room");
        try (RawClient alice = connect("alice", token("alice", Map.of()));
                RawClient mallory = connect("mallory", token("mallory", Map.of()))) {
            alice.done("join", room);
            alice.done("publish", room, "message", "secret");
            alice.awaitEvent("message", "secret");
            mallory.done("join", Cluster.fresh("room"));
            for (List<String> pair : List.of(
                    List.of(alice.pid(), alice.lastOffset()),
                    List.of(mallory.pid(), alice.lastOffset()),
                    List.of(alice.pid(), mallory.lastOffset()),
                    List.of(alice.pid(), "x".repeat(10_000)),
                    List.of("../../" + alice.pid(), alice.lastOffset()))) {
                try (RawClient thief = RawClient.open(edge)) {
                    thief.begin(
                            "/",
                            Map.of(
                                    "token", token("mallory", Map.of()),
                                    "pid", pair.get(0),
                                    "offset", pair.get(1)));
                    thief.await("CONNECT's answer", packet -> packet.kind() == Kind.CONNECTED);
                    assertThat(thief.sid()).isNotEqualTo(alice.sid());
                    assertThat(thief.pid()).isNotIn(alice.pid(), mallory.pid());
                    thief.done("join", Cluster.fresh("room"));
                    assertThat(thief.events("message")).isEmpty();
                }
            }
            alice.done("publish", room, "message", "still here");
            alice.awaitEvent("message", "still here");
        }
    }

    @Test
    void anothersRoomsAreClosed() {
        try (RawClient alice = connect("alice", token("alice", Map.of()));
                RawClient mallory = connect(
                        "mallory",
                        token(
                                "mallory",
                                Map.of(
                                        "rooms",
                                        Map.of(
                                                "join",
                                                List.of("*"),
                                                "history",
                                                List.of("*"),
                                                "members",
                                                List.of("*"),
                                                "publish",
                                                List.of("*")))))) {
            for (String room : List.of("user:alice", alice.sid(), "~all:0")) {
                assertError("forbidden", mallory.ask("join", room).join());
                assertError(
                        "forbidden",
                        mallory.ask("join", room, Map.of("history", 10)).join());
                assertError("forbidden", mallory.ask("history", room).join());
                assertError("forbidden", mallory.ask("members", room).join());
                assertError("forbidden", mallory.ask("leave", room).join());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example",
                "https://good.example.evil",
                "https://good.example:444",
                "http://good.example",
                "null",
                "https://127.0.0.1.evil",
                "x://127.0.0.1"
            })
    void aPageOfAnotherOriginGetsNoWebSocket(String origin) throws IOException {
        RawHttp answer = RawHttp.websocket(edge, "", "origin: " + origin);
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.body()).isEqualTo("{\"code\":3,\"message\":\"Origin not allowed\"}");
        assertThat(RawHttp.get(edge, "/socket.io/?EIO=4&transport=polling", "origin: " + origin)
                        .header("access-control-allow-origin"))
                .isEmpty();
    }

    @Test
    void aPageOfAnAllowedOriginAndOneOfOursGetAWebSocket() throws IOException {
        assertThat(RawHttp.websocket(edge, "", "origin: https://good.example").status())
                .isEqualTo(101);
        assertThat(RawHttp.websocket(edge, "", "origin: http://127.0.0.1:" + edge.port())
                        .status())
                .isEqualTo(101);
        assertThat(RawHttp.websocket(edge, "").status()).isEqualTo(101);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/../../etc/passwd",
                "/..%2f..%2f..%2fetc%2fpasswd",
                "/%2e%2e/%2e%2e/etc/passwd",
                "/socket.io/../../../etc/passwd",
                "/socket.io/..%2f..%2fio/roomlog/edge/EdgeMain.class",
                "/socket.io/%2e%2e%2f%2e%2e%2fMETA-INF/MANIFEST.MF",
                "/socket.io/..;/page/index.html",
                "//etc/passwd",
                "/\\..\\..\\etc\\passwd",
                "/%00",
                "/index.html%00.js",
                "/api/v1/../../etc/passwd",
                "/api/v1/rooms/..%2f..%2fadmin/messages",
                "/api/v1/rooms/%/messages",
                "/api/v1/rooms/%c3%28/messages",
                "/metrics",
                "/health/ready"
            })
    void noPathLeadsOut(String path) throws IOException {
        RawHttp answer = RawHttp.get(edge, path);
        assertThat(answer.status()).as(answer.head()).isBetween(400, 499);
        assertThat(answer.body()).doesNotContain("root:", "Manifest", "at io.");
    }

    @Test
    void whatIsInjectedStaysAValue() throws IOException {
        String token = "authorization: Bearer " + token("mallory", Map.of());
        for (String target : List.of(
                "/api/v1/rooms/a%0d%0aset-cookie:%20x=1/messages",
                "/api/v1/rooms/a/messages?before=%0d%0aset-cookie:%20x=1",
                "/api/v1/rooms/a/members?namespace=%0d%0aset-cookie:%20x=1",
                "/socket.io/?EIO=4&transport=polling%0d%0aset-cookie:%20x=1",
                "/socket.io/?EIO=4&transport=polling&sid=%0d%0aset-cookie:%20x=1",
                "/socket.io/?EIO=4&transport=polling&sid=__proto__",
                "/socket.io/?EIO=4&EIO=3&transport=polling&sid[]=1")) {
            RawHttp answer = RawHttp.get(edge, target, token, "origin: https://good.example");
            assertThat(answer.header("set-cookie")).as(target).isEmpty();
            assertThat(answer.status()).as(target).isBetween(200, 499);
        }
        for (String header :
                List.of("x: a\rb", "x: a\0b", "x y: z", ": z", "host: a b", "host: [::1", "transfer-encoding: x")) {
            RawHttp answer = RawHttp.get(edge, "/socket.io/?EIO=4&transport=polling", header);
            assertThat(answer.status()).as(header).isLessThan(500);
        }
        RawHttp smuggled = RawHttp.send(
                edge,
                "POST",
                "/api/v1/emit",
                "0\r\n\r\nGET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\n\r\n",
                token,
                "transfer-encoding: chunked");
        assertThat(smuggled.body()).doesNotContain("\"sid\"");
    }

    @Test
    void whatIsTooLargeIsRefused() throws IOException {
        String token = "authorization: Bearer " + token("mallory", Map.of());
        assertThat(RawHttp.get(edge, "/socket.io/?EIO=4&transport=polling", "x: " + "y".repeat(40_000))
                        .status())
                .isBetween(400, 499);
        assertThat(RawHttp.get(edge, "/socket.io/?EIO=4&transport=polling&x=" + "y".repeat(40_000))
                        .status())
                .isBetween(400, 499);
        assertThat(RawHttp.send(edge, "POST", "/api/v1/emit", " ".repeat(1_000_001), token)
                        .status())
                .isEqualTo(413);
        try (RawClient mallory = connect("mallory", token("mallory", Map.of()))) {
            assertError("invalid", mallory.ask("join", "r".repeat(257)).join());
            assertError(
                    "invalid",
                    mallory.ask("publish", "room", "e".repeat(129), 1).join());
            assertError(
                    "invalid",
                    mallory.ask("publish", Map.of("room", "a", "event", "b", "id", "i".repeat(65)))
                            .join());
            assertError(
                    "invalid",
                    mallory.ask("history", "room", Map.of("before", "x".repeat(100_000)))
                            .join());
        }
    }

    // ----

    private static RawClient connect(String user, String token) {
        RawClient client = RawClient.open(edge);
        client.begin("/", Map.of("token", token));
        client.await("CONNECT's answer of " + user, packet -> packet.kind() == Kind.CONNECTED);
        return client;
    }

    private static void assertError(String code, JsonNode answer) {
        assertThat(answer.path("ok").asBoolean()).isFalse();
        assertThat(answer.path("error").path("code").asText()).isEqualTo(code);
    }

    private static String token(String user, Map<String, Object> other) {
        Map<String, Object> claims = new LinkedHashMap<>(Map.of("iss", ISSUER, "aud", AUDIENCE));
        claims.putAll(other);
        return Cluster.token(user, claims);
    }

    private static String base64url(String text) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
}
