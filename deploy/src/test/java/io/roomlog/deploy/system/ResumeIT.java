package io.roomlog.deploy.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomlog.common.cursor.Cursor;
import io.roomlog.common.cursor.CursorHead;
import io.roomlog.common.cursor.Epoch;
import io.roomlog.common.cursor.PositionVector;
import io.roomlog.common.cursor.RoomPlace;
import io.roomlog.common.cursor.SessionPointer;
import io.roomlog.common.log.RoomKey;
import io.roomlog.common.log.SessionRecord;
import io.roomlog.common.log.Topics;
import io.roomlog.deploy.system.RawClient.Kind;
import io.roomlog.deploy.system.RawClient.Received;
import io.roomlog.edge.EdgeMain;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A client that comes back with its pid and its last offset.
@Timeout(120)
class ResumeIT {
    @RegisterExtension
    static final Cluster CLUSTER = new Cluster();

    private static EdgeMain first;
    private static EdgeMain second;

    @BeforeAll
    static void start() throws InterruptedException {
        first = CLUSTER.edge();
        second = CLUSTER.edge();
    }

    private static EdgeMain edge(boolean other) {
        return other ? second : first;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void getsExactlyWhatItMissedOnceInOrderThenLives(boolean elsewhere) {
        List<String> rooms = IntStream.of(1, 1, 4, 6).mapToObj(Cluster::room).toList();
        RawClient client = RawClient.connect(first, "resumer");
        rooms.forEach(room -> client.done("join", room));
        try (RawClient publisher = RawClient.connect(first, "publisher")) {
            rooms.forEach(room -> publish(publisher, room, "before", 5));
            rooms.forEach(room -> client.awaitEvent("message", text(room, "before", 4)));
            client.cut();
            rooms.forEach(room -> publish(publisher, room, "missed", 25));
            try (RawClient back = RawClient.resume(edge(elsewhere), "resumer", client.pid(), client.lastOffset())) {
                rooms.forEach(room -> publish(publisher, room, "live", 5));
                rooms.forEach(room -> back.awaitEvent("message", text(room, "live", 4)));
                assertThat(back.sid()).isEqualTo(client.sid());
                assertThat(back.pid()).isEqualTo(client.pid());
                requireWhole(client, back);
                assertThat(back.events("message")).hasSize(4 * 30);
            }
        }
    }

    /// The past is read back while the room goes on: the seam between the two has neither hole nor repetition.
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theSeamBetweenPastAndLiveIsTightUnderLoad(boolean elsewhere) {
        List<String> rooms = IntStream.of(0, 2, 2, 5, 7).mapToObj(Cluster::room).toList();
        RawClient client = RawClient.connect(first, "resumer");
        rooms.forEach(room -> client.done("join", room));
        List<RawClient> connections = new ArrayList<>(List.of(client));
        Flood.during(List.of(first, second), rooms, () -> {
            for (int i = 0; i < 15; i++) {
                RawClient last = connections.getLast();
                last.awaitEvents("message", 20);
                last.cut();
                EdgeMain next = edge(elsewhere && i % 2 == 0);
                connections.add(RawClient.resume(next, "resumer", client.pid(), last.lastOffset()));
            }
            connections.getLast().awaitEvents("message", 20);
        });
        RawClient last = connections.getLast();
        try (RawClient publisher = RawClient.connect(second, "publisher")) {
            rooms.forEach(room -> publish(publisher, room, "end", 1));
            rooms.forEach(room -> last.awaitEvent("message", text(room, "end", 0)));
        }
        assertThat(connections).allSatisfy(one -> assertThat(one.sid()).isEqualTo(client.sid()));
        requireWhole(connections.toArray(RawClient[]::new));
        connections.forEach(RawClient::close);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void twiceInARowWithNothingNewInBetweenRepeatsNothing(boolean elsewhere) {
        String room = Cluster.room(3);
        RawClient client = RawClient.connect(first, "resumer");
        client.done("join", room);
        try (RawClient publisher = RawClient.connect(first, "publisher")) {
            publish(publisher, room, "before", 1);
            client.awaitEvent("message", text(room, "before", 0));
            client.cut();
            publish(publisher, room, "missed", 3);
            RawClient again = RawClient.resume(edge(elsewhere), "resumer", client.pid(), client.lastOffset());
            again.awaitEvent("message", text(room, "missed", 2));
            again.cut();
            RawClient thrice = RawClient.resume(first, "resumer", client.pid(), again.lastOffset());
            thrice.await("$offset", packet -> packet.is("$offset"));
            thrice.cut();
            RawClient last = RawClient.resume(edge(elsewhere), "resumer", client.pid(), thrice.lastOffset());
            publish(publisher, room, "live", 1);
            last.awaitEvent("message", text(room, "live", 0));
            assertThat(thrice.events("message")).isEmpty();
            assertThat(last.events("message")).hasSize(1);
            assertThat(last.sid()).isEqualTo(client.sid());
            requireWhole(client, again, thrice, last);
            last.close();
        }
    }

    /// An attempt to resume that its client had given up claims the session late, knowing less than the client
    /// does by then, who is with another edge.
    @Test
    void whatTheClientWasToldHoldsAgainstAClaimThatDidNotKnowIt() throws Exception {
        String room = Cluster.room(3);
        String left = Cluster.room(4);
        try (RawClient client = RawClient.connect(first, "resumer");
                RawClient publisher = RawClient.connect(second, "publisher")) {
            client.done("join", left);
            SessionPointer known = pointer(client.lastOffset());
            SessionRecord state = RoomsTopic.session(CLUSTER.bootstrap(), known.partition(), known.offset());
            SessionRecord stale =
                    state.claimedBy("another/1", state.generation() + 1, RoomsTopic.claimOn(known.offset()));
            client.done("join", room);
            append(client.pid(), stale);
            client.done("leave", left);
            append(client.pid(), stale.with(stale.rooms(), List.of()));
            client.cut();
            publish(publisher, left, "not for it", 1);
            publish(publisher, room, "missed", 2);
            try (RawClient back = RawClient.resume(second, "resumer", client.pid(), client.lastOffset())) {
                publish(publisher, room, "live", 1);
                back.awaitEvent("message", text(room, "live", 0));
                assertThat(back.sid()).isEqualTo(client.sid());
                assertThat(back.events("message")).hasSize(3);
                SessionPointer claim = pointer(back.lastOffset());
                assertThat(RoomsTopic.session(CLUSTER.bootstrap(), claim.partition(), claim.offset())
                                .generation())
                        .isEqualTo(stale.generation() + 1);
            }
        }
    }

    /// The claim was made for a client that might not know that it had left the room, and says up to where it is to
    /// have of it.
    @Test
    void whatTheClientKnowsToHaveLeftDoesNotComeAgainBecauseOfAnothersClaim() throws Exception {
        try (RawClient client = RawClient.connect(first, "resumer");
                RawClient publisher = RawClient.connect(second, "publisher")) {
            PositionVector others = located(client);
            int alone = partitionApartFrom(others);
            String room = Cluster.room(alone);
            client.done("join", room);
            SessionPointer joined = pointer(client.lastOffset());
            long from = RoomsTopic.session(CLUSTER.bootstrap(), joined.partition(), joined.offset())
                    .rooms()
                    .get(room)
                    .at(0);
            publish(publisher, room, "had", 2);
            client.awaitEvent("message", text(room, "had", 1));
            client.done("leave", room);
            client.done("join", Cluster.room((int) others.positions().firstKey().longValue()));
            SessionPointer known = pointer(client.lastOffset());
            SessionRecord state = RoomsTopic.session(CLUSTER.bootstrap(), known.partition(), known.offset());
            List<SessionRecord.Stay> left =
                    List.of(new SessionRecord.Stay(room, RoomPlace.of(from), RoomPlace.of(from + 2), false));
            append(
                    client.pid(),
                    state.with(state.rooms(), left)
                            .claimedBy("another/1", state.generation() + 1, RoomsTopic.claimOn(known.offset())));
            client.cut();
            try (RawClient back = RawClient.resume(second, "resumer", client.pid(), client.lastOffset())) {
                back.await("$offset", packet -> packet.is("$offset"));
                assertThat(back.sid()).isEqualTo(client.sid());
                assertThat(back.events("message")).isEmpty();
            }
        }
    }

    /// Its departure was recorded, after its grace; with that no room comes back that it had left for good.
    @Test
    void whatTheClientHadLeftDoesNotComeAgainBecauseItDeparted() throws Exception {
        try (RawClient client = RawClient.connect(first, "resumer");
                RawClient publisher = RawClient.connect(second, "publisher")) {
            PositionVector others = located(client);
            int alone = partitionApartFrom(others);
            String room = Cluster.room(alone);
            String kept = Cluster.room(alone == 0 ? 1 : 0);
            client.done("join", kept);
            client.done("join", room);
            publish(publisher, room, "had", 2);
            client.awaitEvent("message", text(room, "had", 1));
            client.done("leave", room);
            publisher.done("join", kept);
            publish(publisher, kept, "had", 1);
            client.awaitEvent("message", text(kept, "had", 0));
            client.cut();
            publisher.await("user-left", packet -> packet.is("user-left"));
            try (RawClient back = RawClient.resume(second, "resumer", client.pid(), client.lastOffset())) {
                publish(publisher, kept, "live", 1);
                back.awaitEvent("message", text(kept, "live", 0));
                assertThat(back.sid()).isEqualTo(client.sid());
                assertThat(back.events("message")).hasSize(1);
            }
        }
    }

    /// Where a client is that has just connected.
    private static PositionVector located(RawClient client) {
        return client.await("$offset", packet -> packet.is("$offset")).cursor().vector();
    }

    private static int partitionApartFrom(PositionVector others) {
        return IntStream.range(0, Cluster.PARTITIONS)
                .filter(partition -> others.next(0, partition).isEmpty())
                .findFirst()
                .orElseThrow();
    }

    private static SessionPointer pointer(String offset) {
        return Cursor.decode(offset).orElseThrow().head().session().orElseThrow();
    }

    /// Appends a record of a session, as an edge does.
    private static void append(String pid, SessionRecord record) throws Exception {
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", CLUSTER.bootstrap()), new StringSerializer(), new ByteArraySerializer())) {
            int partition =
                    RoomKey.partitionOf(record.user().getBytes(StandardCharsets.UTF_8), Cluster.SESSION_PARTITIONS);
            producer.send(new ProducerRecord<>(Topics.SESSIONS, partition, pid, record.encode()))
                    .get();
        }
    }

    /// The answer to CONNECT was lost with the connection: the client comes again with what it had.
    @Test
    void theSameOffsetTwiceGivesTheSamePastTwice() {
        String room = Cluster.room(3);
        RawClient client = RawClient.connect(first, "resumer");
        client.done("join", room);
        client.cut();
        try (RawClient publisher = RawClient.connect(first, "publisher")) {
            publish(publisher, room, "missed", 3);
            for (int i = 0; i < 3; i++) {
                try (RawClient back = RawClient.resume(edge(i == 1), "resumer", client.pid(), client.lastOffset())) {
                    back.awaitEvent("message", text(room, "missed", 2));
                    assertThat(back.sid()).isEqualTo(client.sid());
                    requireWhole(client, back);
                }
            }
        }
    }

    @Test
    void afterNothingButTheOffsetOfConnectItResumes() {
        RawClient client = RawClient.connect(first, "resumer");
        client.await("$offset", packet -> packet.is("$offset"));
        client.cut();
        try (RawClient back = RawClient.resume(second, "resumer", client.pid(), client.lastOffset());
                RawClient publisher = RawClient.connect(first, "publisher")) {
            publisher.done("publish", "user:resumer", "message", "hello");
            back.awaitEvent("message", "hello");
            assertThat(back.sid()).isEqualTo(client.sid());
        }
    }

    /// What was joined or left after the offset that the client has is in the session's later records.
    @Test
    void roomsJoinedAndLeftBehindTheOffsetCountAsJoinedAndLeft() {
        String kept = Cluster.room(2);
        String left = Cluster.room(2);
        String joined = Cluster.room(5);
        RawClient client = RawClient.connect(first, "resumer");
        client.done("join", kept);
        client.done("join", left);
        String offset = client.lastOffset();
        try (RawClient publisher = RawClient.connect(first, "publisher")) {
            publish(publisher, joined, "before", 2);
            client.done("join", joined);
            client.done("leave", left);
            client.cut();
            publish(publisher, left, "after", 1);
            publish(publisher, kept, "after", 1);
            publish(publisher, joined, "after", 1);
            try (RawClient back = RawClient.resume(second, "resumer", client.pid(), offset)) {
                back.awaitEvent("message", text(kept, "after", 0));
                back.awaitEvent("message", text(joined, "after", 0));
                back.done("join", Cluster.room(2));
                assertThat(back.events("message")).hasSize(2);
            }
        }
    }

    /// What a room had until it was left is not sent again, whether the partition has other rooms of the
    /// client or not.
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatWasHadOfARoomBeforeItWasLeftDoesNotComeAgain(boolean another) {
        RawClient client = RawClient.connect(first, "resumer");
        String left = Cluster.room(foreign(client, 0));
        client.done("join", left);
        if (another) {
            client.done("join", Cluster.room(foreign(client, 0)));
        }
        try (RawClient publisher = RawClient.connect(first, "publisher")) {
            publish(publisher, left, "had", 3);
            client.awaitEvent("message", text(left, "had", 2));
            client.done("leave", left);
            publish(publisher, "user:resumer", "since", 1);
            client.awaitEvent("message", text("user:resumer", "since", 0));
            client.cut();
            publish(publisher, left, "after", 1);
            try (RawClient back = RawClient.resume(second, "resumer", client.pid(), client.lastOffset())) {
                publish(publisher, "user:resumer", "live", 1);
                back.awaitEvent("message", text("user:resumer", "live", 0));
                back.done("join", Cluster.room(foreign(client, 0)));
                assertThat(back.sid()).isEqualTo(client.sid());
                assertThat(back.events("message")).hasSize(1);
            }
        }
    }

    /// The last leave was recorded, and the client was never told.
    @Test
    void anotherLeaveThatWasNotToldOfBringsNothingBackOfTheFirst() {
        RawClient client = RawClient.connect(first, "resumer");
        String left = Cluster.room(foreign(client, 0));
        client.done("join", left);
        String last = Cluster.room(foreign(client, 1));
        client.done("join", last);
        try (RawClient publisher = RawClient.connect(first, "publisher")) {
            publish(publisher, left, "had", 3);
            client.awaitEvent("message", text(left, "had", 2));
            client.done("leave", left);
            publish(publisher, last, "since", 1);
            client.awaitEvent("message", text(last, "since", 0));
            String offset = client.lastOffset();
            publish(publisher, last, "due", 1);
            client.awaitEvent("message", text(last, "due", 0));
            client.done("leave", last);
            client.cut();
            try (RawClient back = RawClient.resume(second, "resumer", client.pid(), offset)) {
                back.awaitEvent("message", text(last, "due", 0));
                back.done("join", Cluster.room(foreign(client, 0)));
                assertThat(back.events("message")).hasSize(1);
            }
        }
    }

    /// The cursor is from before the room was left: what came up to then is still due, and once.
    @Test
    void whatCameBeforeARoomWasLeftIsDueUntilItWasHad() {
        RawClient client = RawClient.connect(first, "resumer");
        String left = Cluster.room(foreign(client, 0));
        client.done("join", left);
        String offset = client.lastOffset();
        try (RawClient publisher = RawClient.connect(first, "publisher")) {
            publish(publisher, left, "due", 3);
            client.awaitEvent("message", text(left, "due", 2));
            client.done("leave", left);
            client.cut();
            publish(publisher, left, "after", 1);
            RawClient back = RawClient.resume(second, "resumer", client.pid(), offset);
            back.awaitEvent("message", text(left, "due", 2));
            back.done("join", Cluster.room(foreign(client, 1)));
            assertThat(back.events("message")).hasSize(3);
            back.cut();
            try (RawClient again = RawClient.resume(first, "resumer", client.pid(), back.lastOffset())) {
                again.done("join", Cluster.room(foreign(client, 2)));
                assertThat(again.events("message")).isEmpty();
            }
            Received second = back.events("message").get(1);
            try (RawClient again = RawClient.resume(first, "resumer", client.pid(), second.offset())) {
                again.awaitEvent("message", text(left, "due", 2));
                again.done("join", Cluster.room(foreign(client, 2)));
                assertThat(again.events("message")).hasSize(1);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aConnectionThatIsStillBelievedInIsToldAndEnded(boolean elsewhere) {
        String room = Cluster.room(6);
        try (RawClient old = RawClient.connect(first, "resumer");
                RawClient publisher = RawClient.connect(first, "publisher")) {
            old.done("join", room);
            publish(publisher, room, "before", 1);
            old.awaitEvent("message", text(room, "before", 0));
            try (RawClient back = RawClient.resume(edge(elsewhere), "resumer", old.pid(), old.lastOffset())) {
                Received closing = old.await("closing", packet -> packet.is("closing"));
                assertThat(closing.arguments().get(0).get("code").asText()).isEqualTo("taken_over");
                old.await("DISCONNECT", packet -> packet.kind() == Kind.DISCONNECTED);
                publish(publisher, room, "live", 2);
                back.awaitEvent("message", text(room, "live", 1));
                assertThat(back.sid()).isEqualTo(old.sid());
                assertThat(back.events("closing")).isEmpty();
                assertThat(back.events("message")).hasSize(2);
                assertThat(old.received().getLast().kind()).isEqualTo(Kind.DISCONNECTED);
                back.cut();
                try (RawClient again = RawClient.resume(first, "resumer", old.pid(), back.lastOffset())) {
                    assertThat(again.sid()).isEqualTo(old.sid());
                }
            }
        }
    }

    @Test
    void anothersPidAndOffsetAreANewSession() {
        String room = Cluster.room(6);
        RawClient client = RawClient.connect(first, "resumer");
        client.done("join", room);
        client.cut();
        requireNew("thief", client, client.pid(), client.lastOffset(), room);
        try (RawClient back = RawClient.resume(second, "resumer", client.pid(), client.lastOffset())) {
            assertThat(back.sid()).isEqualTo(client.sid());
        }
    }

    @Test
    void offsetsThatAreNoneOfThisSessionAreANewSession() {
        String room = Cluster.room(6);
        RawClient client = RawClient.connect(first, "resumer");
        RawClient other = RawClient.connect(first, "resumer");
        client.done("join", room);
        other.await("$offset", packet -> packet.is("$offset"));
        other.cut();
        client.cut();
        String offset = client.lastOffset();
        List.of("", "garbage", ".", "AAAA.AAAA", offset + "A", offset.substring(0, offset.length() - 1), "1-0")
                .forEach(text -> requireNew("resumer", client, client.pid(), text, room));
        requireNew("resumer", client, client.pid(), other.lastOffset(), room);
        requireNew("resumer", client, "no pid of anybody's", offset, room);
        requireNew("resumer", client, other.pid(), offset, room);
        requireNew("resumer", client, client.pid(), otherEpoch(offset), room);
        requireNew("resumer", client, client.pid(), otherPartition(offset), room);
        requireNew("resumer", client, client.pid(), pointer(offset, at -> at + 1_000_000), room);
        requireNew("resumer", client, client.pid(), pointer(offset, at -> Long.MAX_VALUE), room);
        requireNew("resumer", client, client.pid(), withoutPointer(offset), room);
        try (RawClient back = RawClient.resume(second, "resumer", client.pid(), offset)) {
            assertThat(back.sid()).isEqualTo(client.sid());
        }
    }

    /// The log was cut off: what the client has of it is told as gone, room by room, and it goes on from the
    /// end.
    @Test
    void aPositionBeyondTheLogsEndIsToldAsReset() {
        String room = Cluster.room(6);
        RawClient client = RawClient.connect(first, "resumer");
        client.done("join", room);
        client.cut();
        try (RawClient back = RawClient.resume(second, "resumer", client.pid(), ahead(client.lastOffset()));
                RawClient publisher = RawClient.connect(first, "publisher")) {
            publish(publisher, room, "live", 1);
            back.awaitEvent("message", text(room, "live", 0));
            assertThat(back.sid()).isEqualTo(client.sid());
            assertThat(back.events("gap"))
                    .extracting(gap -> gap.arguments().get(0).get("room").asText()
                            + ' '
                            + gap.arguments().get(0).get("reason").asText())
                    .containsExactlyInAnyOrder(
                            room + " reset", client.sid() + " reset", "user:resumer reset", "~all reset");
        }
    }

    @Test
    void whoHasDisconnectedCannotResume() {
        String room = Cluster.room(6);
        try (RawClient witness = RawClient.connect(second, "witness")) {
            witness.done("join", room);
            RawClient client = RawClient.connect(first, "resumer");
            client.done("join", room);
            client.disconnect();
            witness.await("user-left", packet -> packet.is("user-left"));
            requireNew("resumer", client, client.pid(), client.lastOffset(), room);
        }
    }

    /// A partition in which none of the client's own rooms lies.
    private static int foreign(RawClient client, int index) {
        return IntStream.range(0, Cluster.PARTITIONS)
                .filter(partition -> partition != RoomsTopic.partition(client.sid()))
                .filter(partition -> partition != RoomsTopic.partition("user:resumer"))
                .skip(index)
                .findFirst()
                .orElseThrow();
    }

    private static void requireNew(String user, RawClient old, String pid, String offset, String room) {
        try (RawClient fresh = RawClient.resume(second, user, pid, offset)) {
            assertThat(fresh.sid()).as("offset %s", offset).isNotEqualTo(old.sid());
            assertThat(fresh.pid()).isNotEqualTo(old.pid());
            Received told = fresh.await("$offset", packet -> packet.is("$offset"));
            SessionPointer at = told.cursor().head().session().orElseThrow();
            assertThat(RoomsTopic.session(CLUSTER.bootstrap(), at.partition(), at.offset())
                            .rooms())
                    .doesNotContainKey(room);
        }
    }

    private static String otherEpoch(String offset) {
        Cursor cursor = Cursor.decode(offset).orElseThrow();
        Epoch other = Epoch.of("local", "another life of the topic", Cluster.PARTITIONS);
        return new Cursor(new CursorHead(List.of(other), cursor.head().session()), cursor.vector()).encode();
    }

    private static String ahead(String offset) {
        Cursor cursor = Cursor.decode(offset).orElseThrow();
        Map<Long, Long> positions = new TreeMap<>(cursor.vector().positions());
        positions.replaceAll((slot, next) -> next + 1_000_000);
        return new Cursor(cursor.head(), PositionVector.of(positions)).encode();
    }

    private static String otherPartition(String offset) {
        Cursor cursor = Cursor.decode(offset).orElseThrow();
        Map<Long, Long> positions = new TreeMap<>(cursor.vector().positions());
        positions.put((long) Cluster.PARTITIONS, 0L);
        return new Cursor(cursor.head(), PositionVector.of(positions)).encode();
    }

    private static String pointer(String offset, UnaryOperator<Long> change) {
        Cursor cursor = Cursor.decode(offset).orElseThrow();
        Optional<SessionPointer> moved = cursor.head()
                .session()
                .map(at -> new SessionPointer(at.origin(), at.partition(), change.apply(at.offset())));
        return new Cursor(new CursorHead(cursor.head().epochs(), moved), cursor.vector()).encode();
    }

    private static String withoutPointer(String offset) {
        Cursor cursor = Cursor.decode(offset).orElseThrow();
        return new Cursor(new CursorHead(cursor.head().epochs(), Optional.empty()), cursor.vector()).encode();
    }

    /// All connections of a session together have had each record once, in log order.
    private static void requireWhole(RawClient... connections) {
        RoomsTopic topic = RoomsTopic.read(CLUSTER.bootstrap());
        List<Received> all = new ArrayList<>();
        for (RawClient connection : connections) {
            new Trace(topic, connection.received()).requireExactOffsets();
            all.addAll(connection.received());
        }
        Trace whole = new Trace(topic, all);
        whole.requireExactOffsets();
        whole.requireNoHole();
    }

    private static void publish(RawClient publisher, String room, String phase, int count) {
        for (int i = 0; i < count; i++) {
            publisher.done("publish", room, "message", text(room, phase, i), true);
        }
    }

    private static String text(String room, String phase, int number) {
        return room + ' ' + phase + ' ' + number;
    }
}
