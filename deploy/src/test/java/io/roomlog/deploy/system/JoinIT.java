package io.roomlog.deploy.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.roomlog.common.cursor.Cursor;
import io.roomlog.deploy.system.RawClient.Kind;
import io.roomlog.deploy.system.RawClient.Received;
import io.roomlog.deploy.system.RoomsTopic.Entry;
import io.roomlog.edge.EdgeMain;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Joins and leaves while rooms go on: partitions are opened and closed, and nothing is missed or comes twice.
@Timeout(120)
class JoinIT {
    @RegisterExtension
    static final Cluster CLUSTER = new Cluster();

    private static final long SEED = 20260106;
    private static final int CHANGES = 200;

    private static EdgeMain edge;

    @BeforeAll
    static void start() throws InterruptedException {
        edge = CLUSTER.edge();
    }

    /// What one stay in a room was like.
    ///
    /// @param from the offset in the join's ack
    /// @param to the position in the leave's `$offset`; empty where no room in the partition was left
    private record Stay(String room, long from, OptionalLong to, List<JsonNode> received) {}

    @Test
    void eachStayHasExactlyItsRecordsOfTheRoom() {
        List<String> rooms =
                IntStream.range(0, Cluster.PARTITIONS).mapToObj(Cluster::room).toList();
        List<String> kept = IntStream.of(1, 4, 6).mapToObj(Cluster::room).toList();
        List<String> all = new ArrayList<>(rooms);
        all.addAll(kept);
        try (RawClient client = RawClient.connect(edge, "restless")) {
            kept.forEach(room -> client.done("join", room));
            Flood.during(List.of(edge), all, () -> change(client, rooms));
            RoomsTopic topic = RoomsTopic.read(CLUSTER.bootstrap());
            List<Stay> stays = stays(client.received(), new HashSet<>(rooms), topic);
            assertThat(stays).hasSizeGreaterThan(CHANGES / 3);
            stays.forEach(stay -> requireWhole(stay, topic));
            assertThat(stays).filteredOn(stay -> stay.received().size() > 5).hasSizeGreaterThan(10);
            assertThat(stays).filteredOn(stay -> stay.to().isPresent()).hasSizeGreaterThan(10);
            kept.forEach(room -> requireWholeSinceItsJoin(client, room, topic));
        }
    }

    private static void change(RawClient client, List<String> rooms) {
        Random random = new Random(SEED);
        Set<String> in = new HashSet<>();
        for (int i = 0; i < CHANGES; i++) {
            String room = rooms.get(random.nextInt(rooms.size()));
            if (in.add(room)) {
                client.done("join", room);
            } else {
                in.remove(room);
                client.done("leave", room);
            }
        }
    }

    /// The stays that have ended, in the order of their ends.
    private static List<Stay> stays(List<Received> packets, Set<String> rooms, RoomsTopic topic) {
        Map<JsonNode, String> roomOf = new HashMap<>();
        rooms.forEach(room ->
                topic.room(room).forEach(entry -> roomOf.put(entry.event().get(1), room)));
        List<Stay> ended = new ArrayList<>();
        Map<String, Stay> open = new HashMap<>();
        Received told = packets.getFirst();
        for (Received packet : packets) {
            if (packet.is("$offset")) {
                told = packet;
            } else if (packet.is("message")) {
                String room = roomOf.get(packet.arguments().get(0));
                if (room != null) {
                    assertThat(open).as("in its room: %s", packet).containsKey(room);
                    open.get(room).received().add(packet.arguments().get(0));
                }
            } else if (packet.kind() == Kind.ACK && rooms.contains(room(packet))) {
                String room = room(packet);
                int partition = RoomsTopic.partition(room);
                Stay stay = open.remove(room);
                if (stay == null) {
                    String offset = packet.arguments().get(0).get("offset").asText();
                    long from = Cursor.decode(offset)
                            .orElseThrow()
                            .vector()
                            .next(0, partition)
                            .orElseThrow();
                    open.put(room, new Stay(room, from, OptionalLong.empty(), new ArrayList<>()));
                } else {
                    OptionalLong to = told.cursor().vector().next(0, partition);
                    ended.add(new Stay(room, stay.from(), to, stay.received()));
                }
            }
        }
        return ended;
    }

    private static String room(Received ack) {
        return ack.arguments().get(0).path("room").asText();
    }

    private static void requireWhole(Stay stay, RoomsTopic topic) {
        List<JsonNode> due = topic.room(stay.room()).stream()
                .filter(entry -> entry.kind().equals("event"))
                .filter(entry -> entry.offset() >= stay.from())
                .filter(entry ->
                        stay.to().isEmpty() || entry.offset() < stay.to().getAsLong())
                .map(entry -> entry.event().get(1))
                .toList();
        if (stay.to().isPresent()) {
            assertThat(stay.received()).isEqualTo(due);
        } else {
            // the fence of a partition that was left is not told: an unbroken beginning is all that can be asked
            assertThat(stay.received().size()).isLessThanOrEqualTo(due.size());
            assertThat(stay.received()).isEqualTo(due.subList(0, stay.received().size()));
        }
    }

    private static void requireWholeSinceItsJoin(RawClient client, String room, RoomsTopic topic) {
        List<Entry> records = topic.room(room).stream()
                .filter(entry -> entry.kind().equals("event"))
                .toList();
        client.awaitEvent("message", records.getLast().event().get(1).asText());
        Set<JsonNode> texts = new HashSet<>();
        records.forEach(entry -> texts.add(entry.event().get(1)));
        assertThat(client.events("message"))
                .extracting(packet -> packet.arguments().get(0))
                .filteredOn(texts::contains)
                .containsExactlyElementsOf(
                        records.stream().map(entry -> entry.event().get(1)).toList());
    }

    /// A socket that the edge has yet to come up to when it changes its rooms again is held all the same.
    @Test
    void joinsThatFollowEachOtherWithoutAPauseKeepTheirOrder() {
        List<String> rooms = IntStream.range(0, 24)
                .mapToObj(i -> Cluster.room(i % Cluster.PARTITIONS))
                .toList();
        List<RawClient> clients = new ArrayList<>();
        Flood.during(List.of(edge), rooms, () -> {
            for (int round = 0; round < 20; round++) {
                RawClient client = RawClient.connect(edge, "hasty");
                clients.add(client);
                rooms.stream().map(room -> client.ask("join", room)).toList().forEach(CompletableFuture::join);
                client.awaitEvents("message", 50);
                client.cut();
            }
        });
        RoomsTopic topic = RoomsTopic.read(CLUSTER.bootstrap());
        for (RawClient client : clients) {
            Trace trace = new Trace(topic, client.received());
            trace.requireExactOffsets();
            trace.requireNoHole();
            trace.requireNothingBeforeItsJoinIsAcked();
        }
    }

    @Test
    void joiningAgainAndLeavingWhatOneIsNotInAreNoErrors() {
        String room = Cluster.room(2);
        try (RawClient client = RawClient.connect(edge, "restless")) {
            client.done("leave", room);
            client.done("join", room);
            client.done("join", room);
            client.done("publish", room, "message", "once", true);
            client.awaitEvent("message", "once");
            client.done("leave", room);
            client.done("leave", room);
            client.done("publish", room, "message", "gone", true);
            client.done("join", room);
            client.done("publish", room, "message", "back", true);
            client.awaitEvent("message", "back");
            assertThat(client.events("message"))
                    .extracting(packet -> packet.arguments().get(0).asText())
                    .containsExactly("once", "back");
        }
    }
}
