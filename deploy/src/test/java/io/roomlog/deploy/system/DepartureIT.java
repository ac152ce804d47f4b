package io.roomlog.deploy.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.roomlog.common.cursor.Cursor;
import io.roomlog.common.cursor.SessionPointer;
import io.roomlog.common.log.RoomKey;
import io.roomlog.common.log.RoomRecord;
import io.roomlog.common.log.SessionRecord;
import io.roomlog.common.log.Topics;
import io.roomlog.deploy.system.RawClient.Kind;
import io.roomlog.edge.EdgeMain;
import io.roomlog.edge.socketio.NamespaceOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// When the others in a room are told that somebody has left.
@Timeout(120)
class DepartureIT {
    @RegisterExtension
    static final Cluster CLUSTER = new Cluster();

    private static EdgeMain first;
    private static EdgeMain second;
    private static EdgeMain patient;

    @BeforeAll
    static void start() throws InterruptedException {
        first = CLUSTER.edge();
        second = CLUSTER.edge();
        patient = CLUSTER.edge("departure-grace", "1h");
    }

    @Test
    void whoDisconnectsHasLeftAtOnce() {
        String room = Cluster.fresh("room");
        try (RawClient witness = RawClient.connect(second, "witness");
                RawClient client = RawClient.connect(patient, "visitor")) {
            witness.done("join", room);
            client.done("join", room);
            client.disconnect();
            witness.awaitEvent("user-left", about(client, room));
            assertThat(witness.events("user-left")).hasSize(1);
        }
    }

    @Test
    void whoseConnectionIsLostHasLeftAfterTheGrace() {
        String room = Cluster.fresh("room");
        try (RawClient witness = RawClient.connect(second, "witness")) {
            witness.done("join", room);
            RawClient client = RawClient.connect(first, "visitor");
            client.done("join", room);
            long lost = System.nanoTime();
            client.cut();
            witness.awaitEvent("user-left", about(client, room));
            assertThat(Duration.ofNanos(System.nanoTime() - lost)).isGreaterThanOrEqualTo(Cluster.GRACE);
            requireLeftOnce(room, client);
        }
    }

    /// A second client is lost later, elsewhere in the room: when its departure has come, the first's would
    /// have.
    @Test
    void whoHasResumedElsewhereInTimeHasNotLeft() {
        String room = Cluster.fresh("room");
        try (RawClient witness = RawClient.connect(second, "witness")) {
            witness.done("join", room);
            RawClient client = RawClient.connect(first, "visitor");
            client.done("join", room);
            client.cut();
            try (RawClient back = RawClient.resume(second, "visitor", client.pid(), client.lastOffset())) {
                assertThat(back.sid()).isEqualTo(client.sid());
                RawClient later = RawClient.connect(first, "later");
                later.done("join", room);
                later.cut();
                witness.awaitEvent("user-left", about(later, "later", room));
                assertThat(witness.events("user-left")).hasSize(1);
                back.disconnect();
                witness.awaitEvent("user-left", about(client, room));
                requireLeftOnce(room, client);
            }
        }
    }

    @Test
    void whoHasResumedAndIsLostAgainHasLeftOnce() {
        String room = Cluster.fresh("room");
        try (RawClient witness = RawClient.connect(second, "witness")) {
            witness.done("join", room);
            RawClient client = RawClient.connect(first, "visitor");
            client.done("join", room);
            client.cut();
            RawClient back = RawClient.resume(first, "visitor", client.pid(), client.lastOffset());
            back.cut();
            witness.awaitEvent("user-left", about(client, room));
            requireLeftOnce(room, client);
        }
    }

    /// The session is not over with its presence.
    @Test
    void whoComesBackAfterTheGraceResumesAllTheSame() {
        String room = Cluster.fresh("room");
        try (RawClient witness = RawClient.connect(second, "witness")) {
            witness.done("join", room);
            RawClient client = RawClient.connect(first, "visitor");
            client.done("join", room);
            client.cut();
            witness.awaitEvent("user-left", about(client, room));
            witness.done("publish", room, "message", "missed", true);
            try (RawClient back = RawClient.resume(first, "visitor", client.pid(), client.lastOffset())) {
                back.awaitEvent("message", "missed");
                assertThat(back.sid()).isEqualTo(client.sid());
            }
        }
    }

    /// The others have been told that it has left; they are told that it is there again, and it is told
    /// nothing.
    @Test
    void whoComesBackAfterTheGraceHasJoinedAgainForTheOthers() {
        String room = Cluster.fresh("room");
        try (RawClient witness = RawClient.connect(second, "witness")) {
            witness.done("join", room);
            RawClient client = RawClient.connect(first, "visitor");
            client.done("join", room);
            client.cut();
            witness.awaitEvent("user-left", about(client, room));
            try (RawClient back = RawClient.resume(first, "visitor", client.pid(), client.lastOffset())) {
                witness.awaitEvents("user-joined", 2);
                back.done("publish", room, "message", "end", true);
                back.awaitEvent("message", "end");
                assertThat(back.events("user-joined")).isEmpty();
                assertThat(back.events("user-left")).isEmpty();
            }
        }
    }

    /// Where an application does not announce who comes and goes, neither does a socket that was resumed.
    @Test
    void whereNothingIsAnnouncedAResumedSocketsEndIsNotEither() throws InterruptedException {
        String room = Cluster.fresh("room");
        EdgeMain quiet = CLUSTER.edge(edge -> edge.socketIo()
                .of(RoomKey.DEFAULT_NAMESPACE, NamespaceOptions.DEFAULT)
                .onConnection(socket -> {
                    if (!socket.isRecovered()) {
                        socket.join(room);
                    }
                    socket.on("say", event -> {
                        var _ = socket.to(room).emit("said", event.arguments().get(0));
                    });
                }));
        RawClient client = RawClient.open(quiet);
        client.begin("/", Map.of());
        client.awaitEvents("$offset", 2);
        client.cut();
        String pid = client.pid();
        RawClient back = RawClient.open(quiet);
        back.begin("/", Map.of("pid", pid, "offset", client.lastOffset()));
        back.await("CONNECT's answer", packet -> packet.kind() == Kind.CONNECTED);
        assertThat(back.sid()).isEqualTo(client.sid());
        back.awaitEvents("$offset", 1);
        try (RawClient witness = RawClient.open(quiet);
                RawClient speaker = RawClient.open(quiet)) {
            witness.begin("/", Map.of());
            speaker.begin("/", Map.of());
            witness.awaitEvents("$offset", 2);
            speaker.awaitEvents("$offset", 2);
            back.disconnect();
            for (int i = 1; i <= 20; i++) {
                speaker.emit("say", i);
                witness.awaitEvents("said", i);
            }
            assertThat(witness.events("user-left")).isEmpty();
        }
    }

    /// The claim stands in the log, and its edge has died before it could tell the older connection. When the router
    /// says that the dead edge's socket has left, whoever holds it in truth has its client come back.
    @Test
    void whoseSessionWasClaimedByAnEdgeThatDiedComesBackAndIsThere() throws Exception {
        String room = Cluster.fresh("room");
        try (RawClient client = RawClient.connect(first, "visitor")) {
            client.done("join", room);
            SessionPointer at = Cursor.decode(client.lastOffset())
                    .orElseThrow()
                    .head()
                    .session()
                    .orElseThrow();
            SessionRecord claim = RoomsTopic.session(CLUSTER.bootstrap(), at.partition(), at.offset())
                    .claimedBy("dead-edge/1", 7, RoomsTopic.claimOn(at.offset()));
            RoomsTopic.append(
                    CLUSTER.bootstrap(),
                    Topics.SESSIONS,
                    at.partition(),
                    client.pid().getBytes(StandardCharsets.UTF_8),
                    claim.encode(),
                    List.of());
            RoomRecord left = claim.announcement(RoomRecord.Kind.LEFT, room);
            RoomsTopic.append(
                    CLUSTER.bootstrap(),
                    Topics.ROOMS,
                    RoomsTopic.partition(room),
                    room.getBytes(StandardCharsets.UTF_8),
                    left.value().toArray(),
                    left.headers());
            client.awaitEnd();
            assertThat(client.received()).noneMatch(packet -> packet.kind() == Kind.DISCONNECTED);
            try (RawClient back = RawClient.resume(second, "visitor", client.pid(), client.lastOffset())) {
                assertThat(back.sid()).isEqualTo(client.sid());
                SessionPointer now = await().until(
                                () -> Cursor.decode(back.lastOffset())
                                        .orElseThrow()
                                        .head()
                                        .session()
                                        .orElseThrow(),
                                pointer -> pointer.offset() > at.offset() + 1);
                assertThat(RoomsTopic.session(CLUSTER.bootstrap(), now.partition(), now.offset())
                                .generation())
                        .isEqualTo(8);
            }
        }
    }

    private static void requireLeftOnce(String room, RawClient client) {
        assertThat(RoomsTopic.read(CLUSTER.bootstrap()).room(room))
                .filteredOn(entry -> entry.kind().equals("left") && entry.sid().equals(client.sid()))
                .hasSize(1);
    }

    private static Map<String, Object> about(RawClient client, String room) {
        return about(client, "visitor", room);
    }

    private static Map<String, Object> about(RawClient client, String user, String room) {
        return RawClient.object("room", room, "user", user, "id", client.sid());
    }
}
