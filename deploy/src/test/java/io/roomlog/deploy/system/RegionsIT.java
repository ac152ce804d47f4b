package io.roomlog.deploy.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.roomlog.common.bytes.Bytes;
import io.roomlog.common.cursor.Cursor;
import io.roomlog.common.log.RoomKey;
import io.roomlog.common.log.RoomRecord;
import io.roomlog.common.log.Topics;
import io.roomlog.deploy.process.Child;
import io.roomlog.edge.EdgeMain;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What comes live and on a resume over two regions.
@Timeout(240)
class RegionsIT {
    @RegisterExtension
    static final TwoRegions REGIONS = new TwoRegions();

    private static EdgeMain eu;
    private static EdgeMain us;
    private static Child mirror;

    @BeforeAll
    static void takeParts() {
        eu = REGIONS.eu();
        us = REGIONS.us();
        mirror = REGIONS.mirror();
    }

    static void publish(RawClient client, String room, String what, int count) {
        IntStream.range(0, count).forEach(i -> client.done("publish", room, "message", what + " " + i));
    }

    static List<String> texts(RawClient... connections) {
        return Stream.of(connections)
                .flatMap(connection -> connection.events("message").stream())
                .map(event -> event.arguments().get(0).asText())
                .toList();
    }

    private static List<String> numbered(String what, int count) {
        return IntStream.range(0, count).mapToObj(i -> what + " " + i).toList();
    }

    /// Of each origin all, once, in its order; between origins there is no order to hold to.
    static void requireWhole(List<String> texts, int count, String... origins) {
        for (String origin : origins) {
            assertThat(texts).filteredOn(text -> text.startsWith(origin + " ")).isEqualTo(numbered(origin, count));
        }
    }

    @Test
    void whatIsPublishedAnywhereComesEverywhereOnceAndInItsOriginsOrder() {
        String room = Cluster.room(3);
        try (RawClient inEu = RawClient.connect(eu, "eve");
                RawClient inUs = RawClient.connect(us, "uma")) {
            inEu.done("join", room);
            inUs.done("join", room);
            for (int i = 0; i < 40; i++) {
                inEu.done("publish", room, "message", "eu " + i);
                inUs.done("publish", room, "message", "us " + i);
            }
            for (RawClient client : List.of(inEu, inUs)) {
                client.awaitEvent("message", "eu 39");
                client.awaitEvent("message", "us 39");
                requireWhole(texts(client), 40, "eu", "us");
                assertThat(client.events("message")).hasSize(80);
            }
        }
    }

    @Test
    void aClientThatChangesRegionsIsItselfAndHasWhatItMissedOnce() {
        String room = Cluster.room(2);
        String other = Cluster.room(5);
        try (RawClient inEu = RawClient.connect(eu, "eve");
                RawClient inUs = RawClient.connect(us, "uma")) {
            RawClient client = RawClient.connect(us, "mover");
            List.of(room, other).forEach(one -> client.done("join", one));
            List<RawClient> connections = new ArrayList<>(List.of(client));
            int count = 0;
            for (EdgeMain next : List.of(eu, us, us, eu, eu, us)) {
                for (int i = 0; i < 5; i++, count++) {
                    inEu.done("publish", i % 2 == 0 ? room : other, "message", "eu " + count);
                    inUs.done("publish", i % 2 == 0 ? room : other, "message", "us " + count);
                }
                RawClient last = connections.getLast();
                if (count % 2 == 0) {
                    last.awaitEvent("message", "eu " + (count - 1));
                }
                last.cut();
                connections.add(RawClient.resume(next, "mover", client.pid(), last.lastOffset()));
                connections.getLast().await("$offset", packet -> packet.is("$offset"));
                assertThat(connections.getLast().sid()).isEqualTo(client.sid());
            }
            RawClient last = connections.getLast();
            List.of(room, other).forEach(one -> {
                inEu.done("publish", one, "message", "end eu " + one);
                inUs.done("publish", one, "message", "end us " + one);
            });
            for (String one : List.of(room, other)) {
                last.awaitEvent("message", "end eu " + one);
                last.awaitEvent("message", "end us " + one);
            }
            for (String origin : List.of("eu", "us")) {
                List<String> all = numbered(origin, count);
                List<String> its = texts(connections.toArray(RawClient[]::new)).stream()
                        .filter(text -> text.startsWith(origin + " "))
                        .toList();
                assertThat(its).containsExactlyInAnyOrderElementsOf(all);
            }
            assertThat(connections.stream().flatMap(one -> one.events("gap").stream()))
                    .isEmpty();
            connections.forEach(RawClient::close);
        }
    }

    /// By an edge that has nothing in memory of what lies between, most of it other rooms', in transactions, some given
    /// up.
    @Test
    void whoWasAwayForThousandsOfRecordsFindsItsPlace() throws Exception {
        String room = Cluster.room(4);
        String busy = Cluster.room(4);
        try (RawClient inUs = RawClient.connect(us, "uma")) {
            RawClient client = RawClient.connect(us, "sleeper");
            client.done("join", room);
            publish(inUs, room, "had", 3);
            client.awaitEvent("message", "had 2");
            client.cut();
            try (KafkaProducer<byte[], byte[]> flood = new KafkaProducer<>(
                    Map.of("bootstrap.servers", REGIONS.kafkaInUs(), "transactional.id", "flood"),
                    new ByteArraySerializer(),
                    new ByteArraySerializer())) {
                flood.initTransactions();
                for (int part = 0; part < 8; part++) {
                    publish(inUs, room, "part " + part, 1);
                    flood.beginTransaction();
                    for (int i = 0; i < 500; i++) {
                        var _ = flood.send(new ProducerRecord<>(
                                Topics.ROOMS, 4, busy.getBytes(UTF_8), "[\"message\",\"noise\"]".getBytes(UTF_8)));
                    }
                    if (part % 4 == 3) {
                        flood.abortTransaction();
                    } else {
                        flood.commitTransaction();
                    }
                }
            }
            publish(inUs, room, "last", 1);
            try (RawClient witness = RawClient.connect(eu, "eve")) {
                witness.done("join", room);
                publish(inUs, room, "seen", 1);
                witness.awaitEvent("message", "seen 0");
            }
            EdgeMain cold = REGIONS.anotherInEu();
            try (RawClient back = RawClient.resume(cold, "sleeper", client.pid(), client.lastOffset())) {
                back.awaitEvent("message", "seen 0");
                assertThat(back.sid()).isEqualTo(client.sid());
                assertThat(back.events("gap")).isEmpty();
                List<String> missed = new ArrayList<>();
                IntStream.range(0, 8).forEach(part -> missed.add("part " + part + " 0"));
                missed.addAll(List.of("last 0", "seen 0"));
                assertThat(texts(back)).isEqualTo(missed);
            }
            client.close();
        }
    }

    /// What the mirror had not brought comes once it is back; until then the client knows that there may be something.
    @Test
    void whatHadNotBeenMirroredIsToldAndComesOnceTheMirrorIsBack() throws Exception {
        String room = Cluster.room(6);
        try (RawClient inEu = RawClient.connect(eu, "eve");
                RawClient inUs = RawClient.connect(us, "uma")) {
            RawClient client = RawClient.connect(us, "mover");
            client.done("join", room);
            publish(inUs, room, "mirrored", 5);
            client.awaitEvent("message", "mirrored 4");
            inEu.done("join", room);
            publish(inUs, room, "seen in eu", 1);
            inEu.awaitEvent("message", "seen in eu 0");
            client.awaitEvent("message", "seen in eu 0");
            client.cut();
            mirror.kill();
            publish(inUs, room, "late", 7);
            await("us is missed in eu").atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                RawClient asked = RawClient.resume(eu, "mover", client.pid(), client.lastOffset());
                asked.await("$offset", packet -> packet.is("$offset"));
                assertThat(asked.sid()).isEqualTo(client.sid());
                asked.cut();
                assertThat(asked.events("gap"))
                        .anySatisfy(gap -> assertThat(
                                        gap.arguments().get(0).get("reason").asText())
                                .isEqualTo("pending"));
            });
            RawClient back = RawClient.resume(eu, "mover", client.pid(), client.lastOffset());
            back.await("gap", packet -> packet.is("gap"));
            publish(inEu, room, "meanwhile", 3);
            back.awaitEvent("message", "meanwhile 2");
            mirror.start();
            back.awaitEvent("message", "late 6");
            requireWhole(texts(back), 7, "late");
            assertThat(back.events("message")).hasSize(10);
            back.close();
            client.close();
        }
    }

    /// What lies before that is not for it; the ack must not say that it is.
    @Test
    void whoIsAheadOfARegionEntersARoomThereWhereItIs() throws Exception {
        String room = Cluster.room(7);
        String other = Cluster.room(7);
        try (RawClient inEu = RawClient.connect(eu, "eve");
                RawClient inUs = RawClient.connect(us, "uma")) {
            RawClient client = joined("ahead", inEu, inUs, room);
            mirror.suspend();
            publish(inUs, other, "before", 2);
            publish(inUs, room, "ahead", 1);
            client.awaitEvent("message", "ahead 0");
            client.cut();
            RawClient back = RawClient.resume(eu, "ahead", client.pid(), client.lastOffset());
            Cursor was = Cursor.decode(client.lastOffset()).orElseThrow();
            Cursor entered = Cursor.decode(
                            back.done("join", other).path("offset").asText())
                    .orElseThrow();
            int origin = entered.head().epochs().indexOf(was.head().epochs().getFirst());
            assertThat(entered.vector().next(origin, 7)).isEqualTo(was.vector().next(0, 7));
            mirror.resume();
            publish(inUs, other, "after", 1);
            back.awaitEvent("message", "after 0");
            assertThat(texts(back)).containsExactly("after 0");
            back.close();
            client.close();
        }
    }

    @Test
    void aWideEmitComesOnceToWhoChangesRegionsBetweenItsCopies() throws Exception {
        String room = Cluster.room(1);
        String other = Cluster.room(2);
        try (RawClient inEu = RawClient.connect(eu, "eve");
                RawClient inUs = RawClient.connect(us, "uma")) {
            RawClient client = joined("wide", inEu, inUs, room, other);
            mirror.suspend();
            copy(REGIONS.kafkaInUs(), "wide", room);
            client.awaitEvent("message", "wide");
            client.cut();
            copy(REGIONS.kafkaInUs(), "wide", other);
            RawClient back = RawClient.resume(eu, "wide", client.pid(), client.lastOffset());
            copy(REGIONS.kafkaInEu(), "own", room);
            back.awaitEvent("message", "own");
            mirror.resume();
            publish(inUs, other, "after", 1);
            back.awaitEvent("message", "after 0");
            assertThat(texts(back)).containsExactly("own", "after 0");
            back.close();
            client.close();
        }
    }

    /// A client in us whose session is known in eu.
    private static RawClient joined(String user, RawClient inEu, RawClient inUs, String... rooms) {
        RawClient client = RawClient.connect(us, user);
        for (String room : rooms) {
            client.done("join", room);
            inEu.done("join", room);
            publish(inUs, room, "seen in " + room, 1);
            inEu.awaitEvent("message", "seen in " + room + " 0");
            client.awaitEvent("message", "seen in " + room + " 0");
        }
        return client;
    }

    /// Appends a copy of a wide emit, as routers do.
    private static void copy(String kafka, String emit, String room) throws Exception {
        RoomRecord record = RoomRecord.event(Bytes.utf8("[\"message\",\"" + emit + "\"]"), List.of())
                .asCopyOf(emit);
        RoomKey key = new RoomKey("/", room);
        RoomsTopic.append(
                kafka,
                Topics.ROOMS,
                RoomsTopic.partition(room),
                key.bytes(),
                record.value().toArray(),
                record.headers());
    }
}
