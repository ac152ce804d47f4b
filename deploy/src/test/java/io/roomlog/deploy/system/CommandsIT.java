package io.roomlog.deploy.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomlog.common.log.RoomKey;
import io.roomlog.deploy.system.RawClient.Kind;
import io.roomlog.deploy.system.RawClient.Received;
import io.roomlog.edge.EdgeMain;
import io.roomlog.edge.session.Control;
import io.roomlog.edge.socketio.Namespace;
import io.roomlog.edge.socketio.NamespaceOptions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Sockets that are put into rooms, taken out and disconnected by others, live and while they are away.
@Timeout(120)
class CommandsIT {
    @RegisterExtension
    static final Cluster CLUSTER = new Cluster();

    private static EdgeMain first;
    private static EdgeMain second;

    @BeforeAll
    static void start() throws InterruptedException {
        first = CLUSTER.edge();
        second = CLUSTER.edge();
    }

    @Test
    void whoIsTakenOutOfARoomIsToldAndGetsNothingMoreOfIt() {
        String room = Cluster.room(1);
        String kept = Cluster.room(1);
        try (RawClient client = client(room, kept);
                RawClient spared = RawClient.connect(second, "spared");
                RawClient publisher = RawClient.connect(second, "publisher")) {
            spared.done("join", room);
            publisher.done("publish", room, "message", "before", true);
            command(room, new Control.Leave(room), "user:spared");
            publisher.done("publish", room, "message", "after", true);
            publisher.done("publish", kept, "message", "end", true);
            client.awaitEvent("message", "end");
            spared.awaitEvent("message", "after");
            assertThat(texts(client)).containsExactly("before", "end");
            assertThat(reasons(client)).containsExactly(room + " removed");
            assertThat(spared.events("gap")).isEmpty();
            spared.awaitEvent("user-left", RawClient.object("room", room, "user", "member", "id", client.sid()));
        }
    }

    /// What came before the command is still for the client, what came behind it is not.
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whoIsTakenOutWhileAwayGetsWhatCameBeforeThat(boolean elsewhere) {
        String room = Cluster.room(2);
        String kept = Cluster.room(2);
        RawClient client = client(room, kept);
        client.cut();
        try (RawClient publisher = RawClient.connect(second, "publisher")) {
            publisher.done("publish", room, "message", "before", true);
            command(room, new Control.Leave(room));
            publisher.done("publish", room, "message", "after", true);
            publisher.done("publish", kept, "message", "kept", true);
            try (RawClient back = resume(elsewhere, client, client.lastOffset())) {
                publisher.done("publish", room, "message", "live", true);
                publisher.done("publish", kept, "message", "end", true);
                back.awaitEvent("message", "end");
                assertThat(back.sid()).isEqualTo(client.sid());
                assertThat(texts(back)).containsExactly("before", "kept", "end");
                assertThat(reasons(back)).containsExactly(room + " removed");
                back.done("join", room);
                publisher.done("publish", room, "message", "again", true);
                back.awaitEvent("message", "again");
            }
        }
    }

    @Test
    void aCommandToTheUserHoldsForRoomsInOtherPartitions() {
        String room = roomNotWith("user:member");
        String kept = Cluster.room(RoomsTopic.partition(room));
        RawClient client = client(room, kept);
        client.cut();
        try (RawClient publisher = RawClient.connect(second, "publisher")) {
            command("user:member", new Control.Leave(room));
            publisher.done("publish", room, "message", "after", true);
            publisher.done("publish", kept, "message", "kept", true);
            try (RawClient back = resume(true, client, client.lastOffset())) {
                publisher.done("publish", room, "message", "live", true);
                publisher.done("publish", kept, "message", "end", true);
                back.awaitEvent("message", "end");
                assertThat(texts(back)).containsExactly("kept", "end");
                assertThat(reasons(back)).containsExactly(room + " removed");
            }
        }
    }

    /// The client's cursor is from before the command, but the session knows that it has been done, and what
    /// came then.
    @Test
    void aCommandThatWasDoneIsNotDoneAgainByAResumeFromBeforeIt() {
        String room = roomNotWith("user:member");
        RawClient client = client(room);
        String old = client.lastOffset();
        try (RawClient publisher = RawClient.connect(second, "publisher")) {
            command("user:member", new Control.Leave(room));
            client.await("gap", packet -> packet.is("gap"));
            client.done("join", room);
            publisher.done("publish", room, "message", "missed", true);
            client.cut();
            try (RawClient back = resume(true, client, old)) {
                publisher.done("publish", room, "message", "live", true);
                back.awaitEvent("message", "live");
                assertThat(texts(back)).containsExactly("missed", "live");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whoIsPutIntoARoomGetsItsEvents(boolean away) {
        String room = Cluster.room(4);
        String added = Cluster.room(4);
        RawClient client = client(room);
        try (RawClient publisher = RawClient.connect(second, "publisher")) {
            if (away) {
                client.cut();
            }
            publisher.done("publish", added, "message", "before", true);
            command(room, new Control.Join(added));
            if (!away) {
                client.await("the new room's cursor", packet -> isIn(packet, added));
            }
            publisher.done("publish", added, "message", "after", true);
            RawClient there = away ? resume(true, client, client.lastOffset()) : client;
            there.awaitEvent("message", "after");
            there.done("publish", added, "message", "own", true);
            there.awaitEvent("message", "own");
            assertThat(texts(there)).containsExactly("after", "own");
            there.close();
        }
    }

    @Test
    void whoIsDisconnectedCannotResume() {
        String room = Cluster.room(5);
        try (RawClient client = client(room)) {
            command(room, new Control.Disconnect());
            client.await("DISCONNECT", packet -> packet.kind() == Kind.DISCONNECTED);
            try (RawClient back = resume(false, client, client.lastOffset())) {
                assertThat(back.sid()).isNotEqualTo(client.sid());
            }
        }
    }

    @Test
    void whoIsDisconnectedWhileAwayCannotResume() {
        String room = Cluster.room(5);
        RawClient client = client(room);
        client.cut();
        command("user:member", new Control.Disconnect());
        try (RawClient back = resume(true, client, client.lastOffset())) {
            assertThat(back.sid()).isNotEqualTo(client.sid());
        }
    }

    @Test
    void whatAHandlerSavesIsThereOnAnotherEdge() throws InterruptedException {
        EdgeMain here = CLUSTER.edge(CommandsIT::remembering);
        EdgeMain there = CLUSTER.edge(CommandsIT::remembering);
        RawClient client = RawClient.open(here);
        client.begin("/", Map.of());
        client.done("remember", "colour", "blue");
        client.cut();
        try (RawClient back = RawClient.open(there)) {
            back.begin("/", Map.of("pid", client.pid(), "offset", client.lastOffset()));
            assertThat(back.done("recall", "colour").get("value").asText()).isEqualTo("blue");
            assertThat(back.sid()).isEqualTo(client.sid());
        }
    }

    private static void remembering(EdgeMain edge) {
        Namespace namespace = edge.socketIo().of(RoomKey.DEFAULT_NAMESPACE, NamespaceOptions.DEFAULT);
        namespace.onConnection(socket -> {
            socket.on("remember", event -> {
                socket.data()
                        .put(
                                event.arguments().get(0).asText(),
                                event.arguments().get(1));
                socket.save();
                event.ack(Map.of("ok", true));
            });
            socket.on(
                    "recall",
                    event -> event.ack(Map.of(
                            "ok",
                            true,
                            "value",
                            socket.data().getOrDefault(event.arguments().get(0).asText(), "nothing"))));
        });
    }

    private static RawClient client(String... rooms) {
        RawClient client = RawClient.connect(first, "member");
        List.of(rooms).forEach(room -> client.done("join", room));
        return client;
    }

    private static RawClient resume(boolean elsewhere, RawClient client, String offset) {
        return RawClient.resume(elsewhere ? second : first, "member", client.pid(), offset);
    }

    private static void command(String room, Control control, String... except) {
        second.rooms()
                .append(new RoomKey("/", room), control.record(List.of(except)))
                .join();
    }

    private static String roomNotWith(String other) {
        return Cluster.room((RoomsTopic.partition(other) + 1) % Cluster.PARTITIONS);
    }

    private static boolean isIn(Received packet, String room) {
        return packet.is("$offset")
                && packet.cursor()
                        .head()
                        .session()
                        .map(at -> RoomsTopic.session(CLUSTER.bootstrap(), at.partition(), at.offset()))
                        .filter(state -> state.rooms().containsKey(room))
                        .isPresent();
    }

    private static List<String> texts(RawClient client) {
        return client.events("message").stream()
                .map(event -> event.arguments().get(0).asText())
                .toList();
    }

    private static List<String> reasons(RawClient client) {
        return client.events("gap").stream()
                .map(gap -> gap.arguments().get(0))
                .map(gap -> gap.get("room").asText() + ' ' + gap.get("reason").asText())
                .toList();
    }
}
