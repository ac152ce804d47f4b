package io.roomlog.deploy.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.roomlog.edge.EdgeMain;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The HTTP API, without a router.
@Timeout(60)
class ApiIT {
    @RegisterExtension
    static final Cluster CLUSTER = new Cluster();

    private static EdgeMain edge;
    private static EdgeMain another;
    private static Api api;

    @BeforeAll
    static void start() throws InterruptedException {
        edge = CLUSTER.edge("namespaces", "/chat", "max-payload", "10000");
        another = CLUSTER.edge("namespaces", "/chat");
        api = new Api(edge, Cluster.token("service"));
    }

    // ---- publishing and reading

    @Test
    void whatIsEmittedReachesTheRoomAndItsPast() throws Exception {
        String room = Cluster.fresh("room / ü + %");
        try (RawClient client = RawClient.connect(another, "listener")) {
            client.done("join", room);
            List<String> offsets = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                Api.Answer kept = api.post("/emit", Map.of("room", room, "event", "news", "args", List.of(i, "x")));
                assertThat(kept.status()).isEqualTo(200);
                assertThat(kept.body().get("id").asText()).isNotEmpty();
                offsets.add(kept.body().get("offset").asText());
            }
            assertThat(client.awaitEvents("news", 3)).hasSize(3);

            String path = "/rooms/" + Api.encoded(room) + "/messages";
            JsonNode page = api.get(path + "?limit=2").body();
            assertThat(page.get("messages"))
                    .extracting(it -> it.at("/args/0").asInt())
                    .containsExactly(1, 2);
            assertThat(page.get("more").asBoolean()).isTrue();
            assertThat(page.at("/messages/0/user").asText()).isEqualTo("service");
            assertThat(page.at("/messages/0/offset").asText()).isEqualTo(offsets.get(1));
            JsonNode after = api.get(path + "?after=" + offsets.get(0)).body();
            assertThat(after.get("messages")).isEqualTo(page.get("messages"));
            JsonNode before = api.get(path + "?before=" + offsets.get(1)).body();
            assertThat(before.get("messages"))
                    .extracting(it -> it.at("/args/0").asInt())
                    .containsExactly(0);
            assertThat(client.done("history", room, Map.of("limit", 2)).get("messages"))
                    .isEqualTo(page.get("messages"));
        }
    }

    @Test
    void anIdGetsTheFirstAnswerAgain() throws Exception {
        Map<String, Object> form =
                Map.of("room", Cluster.fresh("room"), "event", "news", "args", List.of(1), "id", "once");
        Api.Answer first = api.post("/emit", form);
        assertThat(first.body().get("id").asText()).isEqualTo("once");
        assertThat(api.post("/emit", form)).isEqualTo(first);
    }

    @Test
    void binaryPartsOfThePastAreBase64() throws Exception {
        String room = Cluster.fresh("room");
        try (RawClient client = RawClient.connect(edge, "sender")) {
            client.sendBinary("publish", room, new byte[] {1, 2, 3});
            client.done("history", room);
        }
        JsonNode page = api.get("/rooms/" + room + "/messages").body();
        assertThat(page.at("/messages/0/args/0").asText()).isEqualTo("AQID");
    }

    @Test
    void namespacesAreApart() throws Exception {
        String room = Cluster.fresh("room");
        api.post("/emit", Map.of("namespace", "/chat", "room", room, "event", "news"));
        assertThat(api.get("/rooms/" + room + "/messages").body().get("messages"))
                .isEmpty();
        assertThat(api.get("/rooms/" + room + "/messages?namespace=/chat")
                        .body()
                        .get("messages"))
                .hasSize(1);
        requireProblem(api.get("/rooms/" + room + "/messages?namespace=/none"), 404, "not_found");
    }

    // ---- disconnecting

    @Test
    void aUsersSocketsAreDisconnectedOnEveryEdge() throws Exception {
        try (RawClient here = RawClient.connect(edge, "leaver");
                RawClient there = RawClient.connect(another, "leaver")) {
            requireProblem(api.post("/disconnect", Map.of("user", "leaver")), 403, "forbidden");
            Api own = new Api(edge, Cluster.token("leaver"));
            assertThat(own.post("/disconnect", Map.of("user", "leaver")).status())
                    .isEqualTo(200);
            for (RawClient client : List.of(here, there)) {
                client.await("DISCONNECT", packet -> packet.kind() == RawClient.Kind.DISCONNECTED);
            }
        }
    }

    @Test
    void anAdminDisconnectsAnybody() throws Exception {
        Api admin = new Api(edge, Cluster.token("root", Map.of("admin", true)));
        try (RawClient client = RawClient.connect(another, "somebody")) {
            assertThat(admin.post("/disconnect", Map.of("id", client.sid())).status())
                    .isEqualTo(200);
            client.await("DISCONNECT", packet -> packet.kind() == RawClient.Kind.DISCONNECTED);
        }
        requireProblem(admin.post("/disconnect", Map.of("id", "no id")), 400, "invalid");
        requireProblem(admin.post("/disconnect", Map.of()), 400, "invalid");
        requireProblem(admin.post("/disconnect", Map.of("user", "a", "id", "b")), 400, "invalid");
    }

    // ---- problems

    @Test
    void aTokenIsWanted() throws Exception {
        Api stranger = new Api(edge, "none");
        requireProblem(stranger.get("/rooms/r/members"), 401, "unauthorized");
        requireProblem(stranger.post("/emit", Map.of("room", "r", "event", "e")), 401, "unauthorized");
    }

    @Test
    void otherPathsAndMethodsAreRefused() throws Exception {
        for (String path : List.of("", "/", "/none", "/rooms", "/rooms/r", "/rooms/r/none", "/rooms/a/b/members")) {
            requireProblem(api.get(path), 404, "not_found");
        }
        requireProblem(api.get("/emit"), 405, "invalid");
        requireProblem(api.post("/rooms/r/members", Map.of()), 405, "invalid");
        requireProblem(api.call("DELETE", "/disconnect", Optional.empty()), 405, "invalid");
    }

    @Test
    void whatMakesNoSenseIsInvalid() throws Exception {
        for (Object form : List.of(
                Map.of(),
                List.of(),
                "text",
                Map.of("room", "r"),
                Map.of("room", "", "event", "e"),
                Map.of("room", "r", "event", "connect"),
                Map.of("room", "r", "event", "user-left"),
                Map.of("room", "r", "event", "e", "args", "x"))) {
            requireProblem(api.post("/emit", form), 400, "invalid");
        }
        requireProblem(api.call("POST", "/emit", Optional.of("{\"room\":")), 400, "invalid");
        requireProblem(api.call("POST", "/emit", Optional.empty()), 400, "invalid");
        requireProblem(api.call("POST", "/emit", Optional.of("{},{}")), 400, "invalid");
        for (String query : List.of("limit=0", "limit=x", "after=x", "before=a&after=b")) {
            requireProblem(api.get("/rooms/r/messages?" + query), 400, "invalid");
        }
        requireProblem(api.get("/rooms/" + "r".repeat(257) + "/members"), 400, "invalid");
    }

    @Test
    void othersOwnRoomsAreForbidden() throws Exception {
        try (RawClient client = RawClient.connect(edge, "somebody")) {
            for (String room : List.of("user:somebody", client.sid())) {
                requireProblem(api.get("/rooms/" + room + "/messages"), 403, "forbidden");
                requireProblem(api.get("/rooms/" + room + "/members"), 403, "forbidden");
            }
        }
    }

    @Test
    void aBodyAboveTheLimitIsTooLarge() throws Exception {
        requireProblem(
                api.post("/emit", Map.of("room", "r", "event", "e", "args", List.of("x".repeat(10_000)))),
                413,
                "too_large");
    }

    @Test
    void whatNeedsARouterIsUnavailableWithoutOne() throws Exception {
        requireProblem(api.get("/rooms/r/members"), 503, "unavailable");
        requireProblem(api.post("/emit", Map.of("rooms", List.of("a", "b"), "event", "e")), 503, "unavailable");
    }

    private static void requireProblem(Api.Answer answer, int status, String code) {
        assertThat(answer.status()).as("status of %s", answer).isEqualTo(status);
        assertThat(answer.type()).isEqualTo("application/problem+json");
        assertThat(answer.code()).isEqualTo(code);
        assertThat(answer.body().get("status").asInt()).isEqualTo(status);
        assertThat(answer.body().get("title").asText()).isNotEmpty();
        assertThat(answer.body().get("detail").asText()).isNotEmpty();
        assertThat(answer.body().get("type").asText()).isEqualTo("about:blank");
    }
}
