package io.roomlog.deploy.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.roomlog.deploy.system.RawClient.Kind;
import io.roomlog.edge.EdgeMain;
import io.roomlog.edge.rights.RoomAction;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What a token allows, for how long, and where it may stand.
@Timeout(120)
@SuppressWarnings("JavaUtilDate") // Nimbus has no other
class RightsIT {
    @RegisterExtension
    static final Cluster CLUSTER = new Cluster();

    private static EdgeMain open;
    private static EdgeMain closed;

    @BeforeAll
    static void start() throws InterruptedException {
        open = CLUSTER.edge("jwt-leeway", "0s");
        closed = CLUSTER.edge("default-rights", "closed", "jwt-leeway", "0s");
    }

    @Test
    void theClaimSaysWhatMayBeDoneWhere() {
        String mine = Cluster.fresh("mine");
        String others = Cluster.fresh("others");
        try (RawClient client =
                connect(open, "bob", rooms(Map.of("join", List.of("mine*"), "publish", List.of(mine))))) {
            client.done("join", mine);
            client.done("publish", mine, "message", 1);
            assertForbidden(client.ask("join", others).join());
            assertForbidden(client.ask("join", mine, Map.of("history", 1)).join());
            assertForbidden(client.ask("publish", others, "message", 1).join());
            assertForbidden(client.ask("broadcast", others, "message", 1).join());
            assertForbidden(client.ask("publish", Map.of("rooms", List.of(mine, others), "event", "message"))
                    .join());
            assertForbidden(client.ask("history", mine).join());
            assertForbidden(client.ask("members", mine).join());
            assertForbidden(client.ask("publish", "user:alice", "message", 1).join());
        }
    }

    @Test
    void withoutTheClaimItIsConfigured() {
        String room = Cluster.fresh("room");
        try (RawClient client = connect(open, "bob", Map.of())) {
            client.done("join", room);
            client.done("publish", room, "message", 1);
            client.done("history", room);
        }
        try (RawClient client = connect(closed, "bob", Map.of())) {
            assertForbidden(client.ask("join", room).join());
            assertForbidden(client.ask("publish", room, "message", 1).join());
            assertForbidden(client.ask("history", room).join());
            client.done("history", "user:bob"); // one's own is one's own
        }
        try (RawClient client = connect(closed, "bob", rooms(Map.of("join", List.of(room))))) {
            client.done("join", room);
        }
    }

    @Test
    void callsWithoutASocketHaveTheSameRights() throws IOException {
        String room = Cluster.fresh("room");
        String token = "authorization: Bearer "
                + Cluster.token("bob", rooms(Map.of("history", List.of(room), "publish", List.of(room))));
        String json = "content-type: application/json";
        assertThat(RawHttp.get(open, "/api/v1/rooms/" + room + "/messages", token)
                        .status())
                .isEqualTo(200);
        assertThat(RawHttp.get(open, "/api/v1/rooms/other/messages", token).status())
                .isEqualTo(403);
        assertThat(RawHttp.get(open, "/api/v1/rooms/" + room + "/members", token)
                        .status())
                .isEqualTo(403);
        assertThat(emit(room, token, json).status()).isEqualTo(200);
        assertThat(emit("other", token, json).status()).isEqualTo(403);
    }

    private static RawHttp emit(String room, String... headers) throws IOException {
        return RawHttp.send(
                open,
                "POST",
                "/api/v1/emit",
                "{\"room\":\"" + room + "\",\"event\":\"message\",\"args\":[1]}",
                headers);
    }

    /// The rights to each room are looked at again: a cursor is not a permission.
    @Test
    void whoComesBackWithFewerRightsIsTakenOutAndTold() {
        String kept = Cluster.fresh("kept");
        String lost = Cluster.fresh("lost");
        try (RawClient witness = connect(open, "witness", Map.of());
                RawClient client = connect(open, "bob", Map.of())) {
            witness.done("join", lost);
            client.done("join", kept);
            client.done("join", lost);
            client.cut();
            witness.done("publish", lost, "message", "secret");
            witness.done("publish", kept, "message", "open");
            try (RawClient back = resume(open, client, rooms(Map.of("join", List.of(kept))))) {
                assertThat(back.sid()).isEqualTo(client.sid());
                back.awaitEvent("message", "open");
                JsonNode gap = back.await("gap", packet -> packet.is("gap"))
                        .arguments()
                        .path(0);
                assertThat(gap.path("room").asText()).isEqualTo(lost);
                assertThat(gap.path("reason").asText()).isEqualTo("removed");
                witness.awaitEvent("user-left", RawClient.object("room", lost, "user", "bob", "id", client.sid()));
                witness.done("publish", lost, "message", "later");
                witness.done("publish", kept, "message", "end");
                back.awaitEvent("message", "end");
                assertThat(back.events("message")).hasSize(2);
            }
        }
    }

    @Test
    void aFreshTokenWithFewerRightsTakesOutOfRooms() {
        String kept = Cluster.fresh("kept");
        String lost = Cluster.fresh("lost");
        try (RawClient witness = connect(open, "witness", Map.of());
                RawClient client = connect(open, "bob", Map.of())) {
            witness.done("join", lost);
            client.done("join", kept);
            client.done("join", lost);
            client.done("authenticate", Cluster.token("bob", rooms(Map.of("join", List.of(kept)))));
            JsonNode gap =
                    client.await("gap", packet -> packet.is("gap")).arguments().path(0);
            assertThat(gap.path("room").asText()).isEqualTo(lost);
            assertThat(gap.path("reason").asText()).isEqualTo("removed");
            witness.awaitEvent("user-left", RawClient.object("room", lost, "user", "bob", "id", client.sid()));
            assertForbidden(client.ask("join", lost).join());
            witness.done("publish", lost, "message", "secret");
            witness.done("publish", kept, "message", "end");
            client.awaitEvent("message", "end");
            assertThat(client.events("message")).hasSize(1);
            client.cut();
            try (RawClient back = resume(open, client, rooms(Map.of("join", List.of("*"))))) {
                witness.done("publish", lost, "message", "later");
                witness.done("publish", kept, "message", "last");
                back.awaitEvent("message", "last");
                assertThat(back.events("message")).hasSize(1);
            }
        }
    }

    /// Who puts a socket into a room does not ask its token.
    @Test
    void aRoomThatTheServerHasPutASocketIntoIsKept() {
        String room = Cluster.fresh("room");
        Map<String, Object> nothing = rooms(Map.of());
        try (RawClient client = connect(closed, "bob", nothing)) {
            closed.socketIo()
                    .namespace("/")
                    .orElseThrow()
                    .to(client.sid())
                    .socketsJoin(room)
                    .join();
            witnessed(room, client, "one");
            client.done("authenticate", Cluster.token("bob", nothing));
            witnessed(room, client, "two");
            client.cut();
            try (RawClient back = resume(open, client, nothing)) {
                assertThat(back.sid()).isEqualTo(client.sid());
                witnessed(room, back, "three");
                assertThat(back.events("gap")).isEmpty();
            }
        }
    }

    private static void witnessed(String room, RawClient client, String text) {
        try (RawClient witness = connect(open, "witness", Map.of())) {
            client.await("the room", packet -> true);
            org.awaitility.Awaitility.await().until(() -> {
                witness.done("publish", room, "message", text);
                return client.events("message").stream()
                        .anyMatch(packet -> packet.arguments().path(0).asText().equals(text));
            });
        }
    }

    @Test
    void aPolicyOfOnesOwnHasTheLastWord() throws InterruptedException {
        EdgeMain own = CLUSTER.edgeWithPolicy(tokens -> (who, action, room) -> tokens.permits(who, action, room)
                && !(action == RoomAction.JOIN
                        && room.room().startsWith("vip-")
                        && !who.user().equals("alice")));
        String vip = Cluster.fresh("vip-room");
        try (RawClient alice = connect(own, "alice", Map.of());
                RawClient bob = connect(own, "bob", Map.of())) {
            alice.done("join", vip);
            assertForbidden(bob.ask("join", vip).join());
            bob.done("join", Cluster.fresh("room"));
        }
    }

    // ---- time

    @Test
    void aSocketEndsWithItsTokenAndComesBackWithAFreshOne() {
        String room = Cluster.fresh("room");
        try (RawClient witness = connect(open, "witness", Map.of());
                RawClient client = connect(open, "bob", expiring(Duration.ofSeconds(3)))) {
            witness.done("join", room);
            client.done("join", room);
            JsonNode closing = client.await("closing", packet -> packet.is("closing"))
                    .arguments()
                    .path(0);
            assertThat(closing.path("code").asText()).isEqualTo("token_expired");
            client.await("DISCONNECT", packet -> packet.kind() == Kind.DISCONNECTED);
            witness.done("publish", room, "message", "meanwhile");
            try (RawClient back = resume(open, client, Map.of())) {
                assertThat(back.sid()).isEqualTo(client.sid());
                back.awaitEvent("message", "meanwhile");
            }
        }
    }

    @Test
    void aFreshTokenInTimeKeepsTheSocket() {
        String room = Cluster.fresh("room");
        try (RawClient client = connect(open, "bob", expiring(Duration.ofSeconds(3)));
                RawClient other = connect(open, "carol", expiring(Duration.ofSeconds(5)))) {
            client.done("join", room);
            long expires = client.done("authenticate", Cluster.token("bob"))
                    .path("expires")
                    .asLong();
            assertThat(expires).isGreaterThan(System.currentTimeMillis() + 3_000_000);
            other.await("the other's end", packet -> packet.is("closing"));
            client.done("publish", room, "message", "still here");
            client.awaitEvent("message", "still here");
        }
    }

    // ---- place

    @Test
    void aTokenMayStandInTheHeaderAndInTheQueryWhereThatIsConfigured() throws Exception {
        EdgeMain strict = CLUSTER.edge("token-on-handshake", "true", "token-parameter", "access_token");
        String token = Cluster.token("bob");
        assertThat(RawHttp.websocket(strict, "").status()).isEqualTo(401);
        assertThat(RawHttp.websocket(strict, "").header("www-authenticate")).contains("Bearer");
        assertThat(RawHttp.websocket(strict, "&access_token=x").status()).isEqualTo(401);
        assertThat(RawHttp.websocket(strict, "&token=" + token).status()).isEqualTo(401);
        assertThat(RawHttp.websocket(strict, "&access_token=" + token).status()).isEqualTo(101);
        assertThat(RawHttp.websocket(strict, "", "authorization: Bearer " + token)
                        .status())
                .isEqualTo(101);
        String polling = "/socket.io/?EIO=4&transport=polling";
        assertThat(RawHttp.get(strict, polling).status()).isEqualTo(401);
        assertThat(RawHttp.get(strict, polling + "&access_token=" + token).status())
                .isEqualTo(200);
        try (RawClient client = RawClient.open(strict, "&access_token=" + token)) {
            client.begin("/", Map.of());
            client.await("CONNECT's answer", packet -> packet.kind() == Kind.CONNECTED);
            client.done("join", "user:bob");
        }
        try (RawClient client = RawClient.open(open, "&access_token=" + token)) {
            client.begin("/", Map.of());
            client.await("the refusal", packet -> packet.kind() == Kind.REFUSED);
        }
    }

    // ----

    private static RawClient connect(EdgeMain edge, String user, Map<String, Object> claims) {
        RawClient client = RawClient.open(edge);
        client.begin("/", Map.of("token", Cluster.token(user, claims)));
        client.await("CONNECT's answer", packet -> packet.kind() == Kind.CONNECTED);
        return client;
    }

    private static RawClient resume(EdgeMain edge, RawClient before, Map<String, Object> claims) {
        RawClient client = RawClient.open(edge);
        client.begin(
                "/", Map.of("token", Cluster.token("bob", claims), "pid", before.pid(), "offset", before.lastOffset()));
        client.await("CONNECT's answer", packet -> packet.kind() == Kind.CONNECTED);
        return client;
    }

    private static Map<String, Object> rooms(Map<String, List<String>> rights) {
        return Map.of("rooms", rights);
    }

    private static Map<String, Object> expiring(Duration in) {
        return Map.of("exp", Date.from(Instant.now().plus(in)));
    }

    private static void assertForbidden(JsonNode answer) {
        assertThat(answer.path("error").path("code").asText())
                .as(answer.toString())
                .isEqualTo("forbidden");
    }
}
