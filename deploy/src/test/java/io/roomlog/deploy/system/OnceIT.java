package io.roomlog.deploy.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.roomlog.common.bytes.Bytes;
import io.roomlog.common.log.RoomKey;
import io.roomlog.common.log.RoomRecord;
import io.roomlog.common.log.Topics;
import io.roomlog.edge.EdgeMain;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is sent again comes once, and what is sent to many rooms comes once to a socket that is in several of them:
/// live, in what is read back, and in histories. Copies of wide emits are written here as routers write them.
@Timeout(120)
class OnceIT {
    @RegisterExtension
    static final Cluster CLUSTER = new Cluster();

    private static EdgeMain first;
    private static EdgeMain second;
    private static KafkaProducer<byte[], byte[]> producer;

    @BeforeAll
    static void start() throws InterruptedException {
        first = CLUSTER.edge("id", Cluster.room(0));
        second = CLUSTER.edge("id", Cluster.room(0));
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", CLUSTER.bootstrap()), new ByteArraySerializer(), new ByteArraySerializer());
    }

    @AfterAll
    static void stop() {
        producer.close();
    }

    // ---- ids

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theSameIdGetsTheSameAckAndIsDeliveredOnce(boolean joined) {
        String room = Cluster.room(1);
        try (RawClient reader = RawClient.connect(first, "reader");
                RawClient publisher = RawClient.connect(first, "publisher")) {
            reader.done("join", room);
            if (joined) {
                publisher.done("join", room);
            }
            JsonNode kept = publisher.done("publish", publication(room, "once", "key"));
            assertThat(publisher.done("publish", publication(room, "twice", "key")))
                    .isEqualTo(kept);
            publisher.done("publish", room, "message", "end");
            reader.awaitEvent("message", "end");
            assertThat(texts(reader)).containsExactly("once", "end");
            assertThat(history(reader, room)).containsExactly("once", "end");
        }
    }

    @Test
    void theSameIdOfAnotherUserOrInAnotherRoomIsAnother() {
        String room = Cluster.room(1);
        String other = Cluster.room(1);
        try (RawClient alice = RawClient.connect(first, "alice");
                RawClient bob = RawClient.connect(second, "bob")) {
            alice.done("join", room);
            alice.done("join", other);
            alice.done("publish", publication(room, "alice's", "key"));
            bob.done("publish", publication(room, "bob's", "key"));
            bob.done("publish", publication(other, "elsewhere", "key"));
            alice.awaitEvent("message", "elsewhere");
            assertThat(texts(alice)).containsExactly("alice's", "bob's", "elsewhere");
        }
    }

    /// Its ack was lost with the connection, and it sends again what it does not know to be kept.
    @Test
    void whoSendsAgainAfterAResumeOnAnotherEdgeGetsTheFirstAck() {
        String room = Cluster.room(2);
        try (RawClient client = RawClient.connect(first, "resender")) {
            client.done("join", room);
            JsonNode kept = client.done("publish", publication(room, "once", "key"));
            client.cut();
            try (RawClient back = RawClient.resume(second, "resender", client.pid(), client.lastOffset())) {
                assertThat(back.done("publish", publication(room, "again", "key")))
                        .isEqualTo(kept);
                back.done("publish", room, "message", "end");
                back.awaitEvent("message", "end");
                List<String> all = new ArrayList<>(texts(client));
                all.addAll(texts(back));
                assertThat(all).containsExactly("once", "end");
            }
        }
    }

    /// The edge has not followed the partition when the first came; what it has not seen it has to learn.
    @Test
    void anEdgeLearnsTheIdsThatLieBeforeAPartitionThatItOpens() throws Exception {
        String room = Cluster.room(3);
        EdgeMain fresh = CLUSTER.edge("id", Cluster.room(0));
        try (RawClient publisher = RawClient.connect(first, "publisher")) {
            JsonNode kept = publisher.done("publish", publication(room, "before", "key"));
            try (RawClient reader = RawClient.connect(fresh, "reader")) {
                reader.done("join", room);
                assertThat(publisher.done("publish", publication(room, "again", "key")))
                        .isEqualTo(kept);
                publisher.done("publish", publication(room, "other", "other"));
                publisher.done("publish", room, "message", "end");
                reader.awaitEvent("message", "end");
                assertThat(texts(reader)).containsExactly("other", "end");
                assertThat(history(reader, room)).containsExactly("before", "other", "end");
            }
        }
    }

    /// The record before the cursor is the first; the one behind it, which is read back, is a repeat.
    @Test
    void aRepeatThatIsReadBackIsNoneToo() throws Exception {
        String room = Cluster.room(4);
        try (RawClient client = RawClient.connect(first, "resumer");
                RawClient publisher = RawClient.connect(first, "publisher")) {
            client.done("join", room);
            write(room, event("once").withId("key"));
            client.awaitEvent("message", "once");
            client.cut();
            write(room, event("again").withId("key"));
            publisher.done("publish", room, "message", "missed");
            EdgeMain fresh = CLUSTER.edge("id", Cluster.room(0));
            for (EdgeMain edge : List.of(first, fresh)) {
                try (RawClient back = RawClient.resume(edge, "resumer", client.pid(), client.lastOffset())) {
                    back.awaitEvent("message", "missed");
                    assertThat(back.sid()).isEqualTo(client.sid());
                    assertThat(texts(back)).containsExactly("missed");
                }
            }
        }
    }

    @Test
    void anIdThatLooksLikeTheEdgesOwnIsRefused() {
        String room = Cluster.room(1);
        try (RawClient client = RawClient.connect(first, "publisher")) {
            JsonNode answer = client.ask("publish", publication(room, "text", client.sid() + ".1"))
                    .join();
            assertThat(answer.at("/error/code").asText()).isEqualTo("invalid");
        }
    }

    /// By their bytes the id is not one that the sid's edge has made, by their texts it is.
    @Test
    void headersThatAreNoTextStopNobody() throws Exception {
        String room = Cluster.room(1);
        try (RawClient reader = RawClient.connect(first, "reader")) {
            reader.done("join", room);
            RoomKey key = new RoomKey("/", room);
            ProducerRecord<byte[], byte[]> odd = new ProducerRecord<>(
                    Topics.ROOMS,
                    key.partition(Cluster.PARTITIONS),
                    key.bytes(),
                    event("odd").value().toArray());
            odd.headers().add("sid", new byte[] {(byte) 0xFF}).add("id", new byte[] {(byte) 0xFE, '.', '1'});
            producer.send(odd).get();
            reader.done("publish", room, "message", "end");
            reader.awaitEvent("message", "end");
            assertThat(texts(reader)).containsExactly("odd", "end");
        }
    }

    // ---- copies of a wide emit

    @Test
    void aSocketInSeveralRoomsOfAnEmitGetsTheFirstCopyAlone() throws Exception {
        List<String> rooms = rooms();
        try (RawClient inAll = RawClient.connect(first, "all");
                RawClient inOne = RawClient.connect(second, "one")) {
            rooms.forEach(room -> inAll.done("join", room));
            inOne.done("join", rooms.getLast());
            for (String room : rooms) {
                write(room, copy("wide", "emit-1" + rooms.getFirst()));
                write(room, copy("again", "emit-1" + rooms.getFirst()));
            }
            end(rooms);
            inAll.awaitEvents("end", rooms.size());
            inOne.awaitEvent("end", 0);
            assertThat(texts(inAll)).containsExactly("wide");
            assertThat(texts(inOne)).containsExactly("wide");
        }
    }

    /// It leaves the room in which it has had it, and is in another of the emit's.
    @Test
    void itGetsNoOtherCopyWhenItHasLeftTheRoomOfTheFirst() throws Exception {
        List<String> rooms = rooms();
        try (RawClient client = RawClient.connect(first, "leaver")) {
            client.done("join", rooms.get(0));
            client.done("join", rooms.get(1));
            write(rooms.get(0), copy("wide", "emit-2" + rooms.getFirst()));
            client.awaitEvent("message", "wide");
            client.done("leave", rooms.get(0));
            write(rooms.get(1), copy("wide", "emit-2" + rooms.getFirst()));
            end(rooms.subList(1, 2));
            client.awaitEvent("end", 0);
            assertThat(texts(client)).containsExactly("wide");
        }
    }

    /// What it had before it was cut off counts as had: whether the next copy is read back or comes live.
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aCopyBeforeTheCutIsTheFirst(boolean live) throws Exception {
        List<String> rooms = rooms();
        try (RawClient client = RawClient.connect(first, "resumer");
                RawClient publisher = RawClient.connect(first, "publisher")) {
            rooms.forEach(room -> client.done("join", room));
            String emit = "emit-3" + rooms.getFirst();
            write(rooms.get(0), copy("wide", emit));
            client.awaitEvent("message", "wide");
            client.cut();
            if (!live) {
                write(rooms.get(1), copy("wide", emit));
                write(rooms.get(1), copy("other", emit + "-other"));
            }
            try (RawClient back = RawClient.resume(second, "resumer", client.pid(), client.lastOffset())) {
                back.await("$offset", packet -> packet.is("$offset"));
                if (live) {
                    write(rooms.get(1), copy("wide", emit));
                    publisher.done("publish", rooms.get(1), "message", "between");
                    write(rooms.get(1), copy("other", emit + "-other"));
                }
                write(rooms.get(2), copy("wide", emit));
                write(rooms.get(2), copy("other", emit + "-other"));
                end(rooms);
                back.awaitEvents("end", rooms.size());
                assertThat(back.sid()).isEqualTo(client.sid());
                assertThat(texts(back)).isEqualTo(live ? List.of("between", "other") : List.of("other"));
            }
        }
    }

    /// All of its copies lie in what is read back, several emits in several partitions.
    @Test
    void ofCopiesThatWereMissedTheFirstComes() throws Exception {
        List<String> rooms = rooms();
        try (RawClient client = RawClient.connect(first, "resumer")) {
            rooms.forEach(room -> client.done("join", room));
            client.cut();
            for (int emit = 0; emit < 12; emit++) {
                for (String room : rooms) {
                    write(room, copy("wide " + emit, "emit-6-" + emit + rooms.getFirst()));
                }
            }
            try (RawClient back = RawClient.resume(second, "resumer", client.pid(), client.lastOffset())) {
                end(rooms);
                back.awaitEvents("end", rooms.size());
                assertThat(texts(back))
                        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 12)
                                .mapToObj(emit -> "wide " + emit)
                                .toList());
            }
        }
    }

    /// It joined the room only after its copy had come: the copy of the other room is its first.
    @Test
    void aCopyFromBeforeTheJoinDoesNotCount() throws Exception {
        List<String> rooms = rooms();
        try (RawClient client = RawClient.connect(first, "joiner")) {
            client.done("join", rooms.get(1));
            write(rooms.get(0), copy("wide", "emit-4" + rooms.getFirst()));
            client.done("join", rooms.get(0));
            client.cut();
            try (RawClient back = RawClient.resume(second, "joiner", client.pid(), client.lastOffset())) {
                back.await("$offset", packet -> packet.is("$offset"));
                write(rooms.get(1), copy("wide", "emit-4" + rooms.getFirst()));
                back.awaitEvent("message", "wide");
                assertThat(texts(back)).containsExactly("wide");
            }
        }
    }

    @Test
    void allSocketsOfANamespaceGetACopyOnceThroughOneOfItsRooms() throws Exception {
        try (RawClient one = RawClient.connect(first, "one");
                RawClient two = RawClient.connect(second, "two")) {
            one.cut();
            for (int partition = 0; partition < Cluster.PARTITIONS; partition++) {
                write(
                        RoomKey.everyone("/", partition, Cluster.PARTITIONS).room(),
                        copy("to all", "emit-5" + one.sid()));
            }
            two.awaitEvent("message", "to all");
            try (RawClient back = RawClient.resume(second, "one", one.pid(), one.lastOffset())) {
                back.awaitEvent("message", "to all");
                assertThat(texts(back)).containsExactly("to all");
                assertThat(texts(two)).containsExactly("to all");
                assertThat(back.ask("join", RoomKey.EVERYONE)
                                .join()
                                .at("/error/code")
                                .asText())
                        .isEqualTo("forbidden");
            }
        }
    }

    // ---- helpers

    private static List<String> rooms() {
        return IntStream.of(5, 6, 7).mapToObj(Cluster::room).toList();
    }

    private static Map<String, Object> publication(String room, String text, String id) {
        return Map.of("room", room, "event", "message", "args", List.of(text), "id", id);
    }

    private static RoomRecord event(String text) {
        return RoomRecord.event(Bytes.utf8("[\"message\",\"" + text + "\"]"), List.of());
    }

    private static RoomRecord copy(String text, String emit) {
        return event(text).from("~aaaaaaaaaaaaaaaaaaaa", "emitter", emit).asCopyOf(emit);
    }

    private static void end(List<String> rooms) throws Exception {
        for (String room : rooms) {
            write(room, RoomRecord.event(Bytes.utf8("[\"end\",0]"), List.of()));
        }
    }

    private static void write(String room, RoomRecord record) throws Exception {
        RoomKey key = new RoomKey("/", room);
        producer.send(new ProducerRecord<>(
                        Topics.ROOMS,
                        key.partition(Cluster.PARTITIONS),
                        null,
                        key.bytes(),
                        record.value().toArray(),
                        record.headers()))
                .get();
    }

    private static List<String> texts(RawClient client) {
        return client.events("message").stream()
                .map(event -> event.arguments().get(0).asText())
                .toList();
    }

    private static List<String> history(RawClient client, String room) {
        List<String> texts = new ArrayList<>();
        client.done("history", room)
                .get("messages")
                .forEach(message -> texts.add(message.get("args").get(0).asText()));
        return texts;
    }
}
