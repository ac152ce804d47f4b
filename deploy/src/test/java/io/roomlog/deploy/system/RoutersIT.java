package io.roomlog.deploy.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.roomlog.common.log.SessionRecord;
import io.roomlog.common.log.Topics;
import io.roomlog.edge.EdgeMain;
import io.roomlog.edge.socketio.Namespace;
import io.roomlog.edge.socketio.NamespaceOptions;
import io.roomlog.edge.socketio.RemoteSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What edges ask routers for.
@Timeout(180)
class RoutersIT {
    @RegisterExtension
    static final Cluster CLUSTER = Cluster.alone();

    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private static EdgeMain first;
    private static EdgeMain second;

    @BeforeAll
    static void start() throws InterruptedException {
        first = CLUSTER.edge();
        second = CLUSTER.edge("history-budget", "10ms");
        CLUSTER.router();
        try (RawClient client = RawClient.connect(first, "starter")) {
            await("a router that answers")
                    .atMost(PATIENCE)
                    .until(() ->
                            client.ask("members", "anything").join().path("ok").asBoolean());
        }
    }

    @Test
    void membersAreThoseOfAllEdges() {
        String room = Cluster.fresh("room");
        try (RawClient ada = RawClient.connect(first, "ada");
                RawClient bob = RawClient.connect(second, "bob");
                RawClient bobAgain = RawClient.connect(first, "bob")) {
            assertThat(ada.done("members", room))
                    .isEqualTo(
                            RawClient.tree(RawClient.object("ok", true, "count", 0, "users", 0, "members", List.of())));
            List.of(ada, bob, bobAgain).forEach(client -> client.done("join", room));
            await().until(() -> bob.done("members", room).get("count").asInt() == 3);
            JsonNode members = bob.done("members", room);
            assertThat(members.get("users").asInt()).isEqualTo(2);
            assertThat(members.has("more")).isFalse();
            assertThat(members.get("members"))
                    .containsExactlyInAnyOrder(member("ada", ada), member("bob", bob), member("bob", bobAgain));
            bob.done("leave", room);
            await().until(() -> bob.done("members", room).get("count").asInt() == 2);
            bobAgain.disconnect();
            await().until(() -> bob.done("members", room).get("users").asInt() == 1);
            assertThat(ada.done("members", "user:ada").get("count").asInt()).isOne();
        }
    }

    private static JsonNode member(String user, RawClient client) {
        return RawClient.tree(RawClient.object("user", user, "id", client.sid()));
    }

    @Test
    void membersAndTheEndOfOnesOwnSocketAreHadOverHttp() throws Exception {
        String room = Cluster.fresh("a/room");
        Api alices = new Api(first, Cluster.token("alice"));
        try (RawClient alice = RawClient.connect(second, "alice");
                RawClient bob = RawClient.connect(second, "bob")) {
            alice.done("join", room);
            await().until(() -> alices.get("/rooms/" + Api.encoded(room) + "/members")
                            .body()
                            .path("count")
                            .asInt()
                    == 1);
            assertThat(alices.get("/rooms/" + Api.encoded(room) + "/members").body())
                    .isEqualTo(RawClient.tree(
                            RawClient.object("count", 1, "users", 1, "members", List.of(member("alice", alice)))));
            await().until(() ->
                    alices.post("/disconnect", Map.of("id", bob.sid())).status() == 403);
            assertThat(alices.post("/disconnect", Map.of("id", alice.sid())).status())
                    .isEqualTo(200);
            alice.await("DISCONNECT", packet -> packet.kind() == RawClient.Kind.DISCONNECTED);
            await().until(() ->
                    alices.post("/disconnect", Map.of("id", alice.sid())).status() == 404);
        }
    }

    @Test
    void membersOfOthersOwnRoomsAreNobodysBusiness() {
        try (RawClient alice = RawClient.connect(first, "alice");
                RawClient bob = RawClient.connect(second, "bob")) {
            assertThat(code(alice, "members", "user:bob")).isEqualTo("forbidden");
            assertThat(code(alice, "members", bob.sid())).isEqualTo("forbidden");
            assertThat(code(alice, "members", "")).isEqualTo("invalid");
            assertThat(code(alice, "members", Map.of())).isEqualTo("invalid");
        }
    }

    private static String code(RawClient client, Object... call) {
        JsonNode answer = client.ask((String) call[0], call[1]).join();
        return answer.at("/error/code").asText();
    }

    @Test
    void applicationsFetchSocketsOfAllEdges() {
        String room = Cluster.fresh("room");
        Namespace namespace = first.socketIo().of("/", NamespaceOptions.DEFAULT);
        try (RawClient alice = RawClient.connect(first, "alice");
                RawClient bob = RawClient.connect(second, "bob")) {
            alice.done("join", room);
            bob.done("join", room);
            await().until(() -> namespace.to(room).fetchSockets().size() == 2);
            assertThat(namespace.to(room).fetchSockets())
                    .extracting(RemoteSocket::id, RemoteSocket::user, RemoteSocket::rooms, RemoteSocket::data)
                    .containsExactlyInAnyOrder(tuple(alice, "alice", room), tuple(bob, "bob", room));
            assertThat(namespace.to(room).fetchSockets())
                    .extracting(RemoteSocket::edge)
                    .doesNotHaveDuplicates();
            assertThat(namespace.to(room).except("user:bob").fetchSockets())
                    .extracting(RemoteSocket::user)
                    .containsExactly("alice");
            assertThat(namespace.to(room).to("user:alice").except(bob.sid()).fetchSockets())
                    .extracting(RemoteSocket::id)
                    .containsExactly(alice.sid());
            assertThat(namespace.fetchSockets()).extracting(RemoteSocket::id).contains(alice.sid(), bob.sid());
        }
    }

    private static Tuple tuple(RawClient client, String user, String room) {
        return Tuple.tuple(client.sid(), user, Set.of(client.sid(), SessionRecord.userRoom(user), room), Map.of());
    }

    /// The second edge has no time to look through the partition.
    @Test
    void aQuietRoomsPastIsReadByItsPlaces() throws Exception {
        String quiet = Cluster.room(6);
        String busy = Cluster.room(6);
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", CLUSTER.bootstrap()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (int i = 0; i < 60_000; i++) {
                String room = i % 1_000 == 0 && i < 40_000 ? quiet : busy;
                var _ = producer.send(new ProducerRecord<>(
                        Topics.ROOMS,
                        room.getBytes(StandardCharsets.UTF_8),
                        ("[\"message\"," + i + "]").getBytes(StandardCharsets.UTF_8)));
            }
        }
        try (RawClient looking = RawClient.connect(first, "reader");
                RawClient hasty = RawClient.connect(second, "reader")) {
            await("the router's index")
                    .atMost(PATIENCE)
                    .until(() -> numbers(hasty, quiet, 15)
                            .equals(List.of(25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39)));
            List<JsonNode> whole = pages(hasty, quiet, "before", Map.of(), 100);
            assertThat(whole)
                    .hasSize(40)
                    .isEqualTo(looking.done("history", quiet)
                            .get("messages")
                            .valueStream()
                            .toList());
            String oldest = whole.getFirst().get("offset").asText();
            List<JsonNode> on = pages(hasty, quiet, "after", Map.of("after", oldest), 20);
            assertThat(on.get(19).get("args").get(0).asInt()).isEqualTo(20_000);
        }
    }

    /// What lies in a direction: where an answer's time is up before it is full, it says where to go on.
    private static List<JsonNode> pages(
            RawClient client, String room, String direction, Map<String, String> begin, int count) {
        List<JsonNode> messages = new ArrayList<>();
        Map<String, Object> options = new HashMap<>(begin);
        boolean more = true;
        while (more && messages.size() < count) {
            options.put("limit", count - messages.size());
            JsonNode page = client.done("history", room, options);
            int at = direction.equals("before") ? 0 : messages.size();
            messages.addAll(at, page.get("messages").valueStream().toList());
            options.put(direction, page.get("offset").asText());
            more = page.get("more").asBoolean();
        }
        return messages;
    }

    private static List<Integer> numbers(RawClient client, String room, int limit) {
        List<Integer> numbers = new ArrayList<>();
        client.ask("history", room, Map.of("limit", limit))
                .join()
                .path("messages")
                .forEach(message -> numbers.add(message.at("/args/0").asInt() / 1_000));
        return numbers;
    }
}
