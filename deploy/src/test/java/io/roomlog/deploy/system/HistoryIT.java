package io.roomlog.deploy.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.roomlog.common.cursor.Cursor;
import io.roomlog.common.cursor.CursorHead;
import io.roomlog.common.cursor.Epoch;
import io.roomlog.common.cursor.PositionVector;
import io.roomlog.common.log.Topics;
import io.roomlog.edge.EdgeMain;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Pasts that are deep, sparse, or gone.
@Timeout(120)
class HistoryIT {
    @RegisterExtension
    static final Cluster CLUSTER = Cluster.alone();

    private static final long SEED = 20260107;
    private static final int RANDOM_RECORDS = 3_000;
    private static final int RANDOM_PAGES = 300;
    /// A third of it is more than the first four chunks of a scan, which may be read at once: 256 to 16,384 offsets.
    private static final int BUSY_RECORDS = 240_000;

    private static EdgeMain edge;
    private static EdgeMain hasty;
    private static KafkaProducer<byte[], byte[]> producer;

    @BeforeAll
    static void start() throws InterruptedException {
        edge = CLUSTER.edge("id", Cluster.room(0));
        hasty = CLUSTER.edge("history-budget", "10ms", "id", Cluster.room(0));
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", CLUSTER.bootstrap()), new ByteArraySerializer(), new ByteArraySerializer());
    }

    @AfterAll
    static void stop() {
        producer.close();
    }

    // ---- what the log no longer holds

    @Test
    void whatTheRetentionHasTakenIsAGapOfItsExactRange() throws Exception {
        String room = Cluster.room(3);
        String elsewhere = Cluster.room(4);
        try (RawClient client = RawClient.connect(edge, "reader")) {
            List<String> offsets = publish(client, room, 10);
            List<String> others = publish(client, elsewhere, 10);
            delete(3, position(offsets.get(6), 3) - 1);

            String from = place(client, room, position(offsets.get(2), 3));
            String to = place(client, room, position(offsets.get(6), 3) - 1);
            JsonNode joined = client.done("join", room, Map.of("since", offsets.get(2)));
            requireGap(joined, room, from, to, "expired");
            assertThat(texts(joined.get("history"))).containsExactly("6", "7", "8", "9");
            assertThat(joined.has("more")).isFalse();
            JsonNode page = client.done("history", room, Map.of("after", offsets.get(2), "limit", 2));
            requireGap(page, room, from, to, "expired");
            assertThat(texts(page.get("messages"))).containsExactly("6", "7");
            assertThat(page.get("more").asBoolean()).isTrue();

            JsonNode onward = client.done("history", room, Map.of("after", page.get("offset")));
            assertThat(onward.has("gap")).isFalse();
            assertThat(texts(onward.get("messages"))).containsExactly("8", "9");
            JsonNode back = client.done("history", room, Map.of("before", offsets.get(8)));
            assertThat(texts(back.get("messages"))).containsExactly("6", "7");
            assertThat(back.get("more").asBoolean()).isFalse();
            JsonNode gone = client.done("history", room, Map.of("before", offsets.get(4)));
            assertThat(gone.get("messages")).isEmpty();
            assertThat(gone.get("more").asBoolean()).isFalse();

            JsonNode other = client.done("join", elsewhere, Map.of("since", others.get(2)));
            assertThat(other.has("gap")).isFalse();
            assertThat(texts(other.get("history"))).containsExactly("3", "4", "5", "6", "7", "8", "9");
        }
    }

    @Test
    void aPastThatIsGoneAsAWholeIsAGapUpToTheEnd() throws Exception {
        String room = Cluster.room(5);
        try (RawClient client = RawClient.connect(edge, "reader")) {
            List<String> offsets = publish(client, room, 3);
            long end = position(offsets.get(2), 5);
            delete(5, end);
            JsonNode joined = client.done("join", room, Map.of("since", offsets.get(0)));
            requireGap(joined, room, place(client, room, end - 2), place(client, room, end), "expired");
            assertThat(joined.get("history")).isEmpty();
            client.done("publish", room, "message", "live");
            client.awaitEvent("message", "live");
        }
    }

    @Test
    void aPlaceBeyondTheEndIsAReset() {
        String room = Cluster.room(2);
        try (RawClient client = RawClient.connect(edge, "reader")) {
            List<String> offsets = publish(client, room, 2);
            long end = position(offsets.get(1), 2);
            String beyond = place(client, room, end + 1_000);
            JsonNode joined = client.done("join", room, Map.of("since", beyond));
            requireGap(joined, room, beyond, place(client, room, end), "reset");
            assertThat(joined.get("history")).isEmpty();
            client.done("leave", room);
            JsonNode page = client.done("history", room, Map.of("before", beyond));
            assertThat(page.get("gap").get("reason").asText()).isEqualTo("reset");
            assertThat(texts(page.get("messages"))).containsExactly("0", "1");
        }
    }

    @Test
    void aPlaceInAnotherLogIsAReset() {
        String room = Cluster.room(1);
        try (RawClient client = RawClient.connect(edge, "reader")) {
            publish(client, room, 2);
            Cursor foreign = new Cursor(
                    new CursorHead(List.of(new Epoch(1)), Optional.empty()), PositionVector.of(0, Map.of(99, 7L)));
            JsonNode joined = client.done("join", room, Map.of("since", foreign.encode()));
            requireGap(joined, room, foreign.encode(), place(client, room, 0), "reset");
            assertThat(texts(joined.get("history"))).containsExactly("0", "1");
            JsonNode after = client.done("history", room, Map.of("after", foreign.encode()));
            requireGap(after, room, foreign.encode(), place(client, room, 0), "reset");
            assertThat(texts(after.get("messages"))).containsExactly("0", "1");
            JsonNode before = client.done("history", room, Map.of("before", foreign.encode()));
            requireGap(before, room, place(client, room, 0), foreign.encode(), "reset");
            assertThat(before.get("messages")).isEmpty();
        }
    }

    private static void requireGap(JsonNode answer, String room, String from, String to, String reason) {
        assertThat(answer.get("gap"))
                .as("gap of %s", answer)
                .isEqualTo(RawClient.tree(RawClient.object("room", room, "from", from, "to", to, "reason", reason)));
    }

    // ---- what is deep in the log

    /// On another edge, so that the hasty one has nothing of the partition in memory. What lies deeper than it can look
    /// in its time it would have to ask a router for.
    @Test
    void aQuietRoomInABusyPartitionIsReachedOrSaidToBeTooDeep() throws Exception {
        String quiet = Cluster.room(6);
        String busy = Cluster.room(6);
        String start;
        try (RawClient other = RawClient.connect(edge, "reader")) {
            start = other.done("join", quiet).get("offset").asText();
        }
        send(quiet, 0);
        flood(busy);
        send(quiet, 1);
        flood(busy);
        send(quiet, 2);
        flood(busy);
        try (RawClient client = RawClient.connect(hasty, "reader")) {
            JsonNode joined = client.done("join", quiet, Map.of("history", 10));
            assertThat(joined.get("more").asBoolean()).isTrue();
            assertThat(joined.get("history")).isEmpty();
            JsonNode refused = client.ask("history", quiet).join();
            assertThat(refused.at("/error/code").asText()).isEqualTo("unavailable");
            assertThat(refused.at("/error/message").asText()).startsWith("no router answers");
            JsonNode partial = client.done("history", quiet, Map.of("after", start));
            assertThat(texts(partial.get("messages"))).containsExactly("0");
            assertThat(partial.get("more").asBoolean()).isTrue();
        }
        try (RawClient client = RawClient.connect(edge, "reader")) {
            JsonNode page = client.done("history", quiet);
            assertThat(texts(page.get("messages"))).containsExactly("0", "1", "2");
        }
    }

    private static void flood(String room) throws Exception {
        for (int i = 1; i < BUSY_RECORDS / 3; i++) {
            var _ = producer.send(record(room, "busy"));
        }
        producer.send(record(room, "busy")).get();
    }

    /// Also: what a back end publishes has neither user nor id.
    @Test
    void pagesFromAnyPlaceAreExact() throws Exception {
        Random random = new Random(SEED);
        List<String> rooms =
                IntStream.range(0, 3).mapToObj(i -> Cluster.room(7)).toList();
        Map<String, List<String>> sent = new HashMap<>();
        for (int i = 0; i < RANDOM_RECORDS; i++) {
            String room = rooms.get(random.nextInt(10) == 0 ? 1 : random.nextInt(100) == 0 ? 2 : 0);
            sent.computeIfAbsent(room, key -> new ArrayList<>()).add(Integer.toString(i));
            var _ = producer.send(record(room, Integer.toString(i)));
        }
        producer.flush();
        try (RawClient client = RawClient.connect(edge, "reader")) {
            Map<String, List<JsonNode>> all = new HashMap<>();
            for (String room : rooms) {
                all.put(room, whole(client, room));
                assertThat(all.get(room)).extracting(HistoryIT::text).isEqualTo(sent.get(room));
                assertThat(all.get(room))
                        .allMatch(it -> it.get("user").isNull() && it.get("id").isNull());
            }
            for (int n = 0; n < RANDOM_PAGES; n++) {
                String room = rooms.get(random.nextInt(rooms.size()));
                requirePage(client, room, all.get(room), random);
            }
        }
    }

    private static void requirePage(RawClient client, String room, List<JsonNode> all, Random random) {
        int at = random.nextInt(all.size());
        int limit = 1 + random.nextInt(1_000);
        boolean back = random.nextBoolean();
        JsonNode page = client.done(
                "history", room, Map.of(back ? "before" : "after", all.get(at).get("offset"), "limit", limit));
        int from = back ? Math.max(0, at - limit) : at + 1;
        int to = back ? at : Math.min(all.size(), at + 1 + limit);
        List<JsonNode> messages = new ArrayList<>();
        page.get("messages").forEach(messages::add);
        assertThat(messages).as("seed %d at %d limit %d", SEED, at, limit).isEqualTo(all.subList(from, to));
        assertThat(page.get("more").asBoolean()).isEqualTo(back ? from > 0 : to < all.size());
    }

    private static List<JsonNode> whole(RawClient client, String room) {
        List<JsonNode> all = new ArrayList<>();
        JsonNode page = client.done("history", room, Map.of("limit", 1_000));
        while (true) {
            List<JsonNode> older = new ArrayList<>();
            page.get("messages").forEach(older::add);
            Collections.reverse(older);
            all.addAll(older);
            if (!page.get("more").asBoolean()) {
                Collections.reverse(all);
                return all;
            }
            page = client.done("history", room, Map.of("limit", 1_000, "before", page.get("offset")));
        }
    }

    // ---- parts

    /// Publishes numbers, and gives the offsets.
    private static List<String> publish(RawClient client, String room, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> client.done("publish", room, "message", Integer.toString(i))
                        .get("offset")
                        .asText())
                .toList();
    }

    private static void send(String room, int number) throws Exception {
        producer.send(record(room, Integer.toString(number))).get();
    }

    private static ProducerRecord<byte[], byte[]> record(String room, String text) {
        return new ProducerRecord<>(Topics.ROOMS, utf8(room), utf8("[\"message\",\"" + text + "\"]"));
    }

    private static void delete(int partition, long before) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", CLUSTER.bootstrap()))) {
            admin.deleteRecords(
                            Map.of(new TopicPartition(Topics.ROOMS, partition), RecordsToDelete.beforeOffset(before)))
                    .all()
                    .get();
        }
    }

    private static long position(String offset, int partition) {
        return Cursor.decode(offset).orElseThrow().vector().next(0, partition).orElseThrow();
    }

    /// A place in a room's partition, in the words of clients.
    private static String place(RawClient client, String room, long next) {
        CursorHead head = Cursor.decode(client.lastOffset()).orElseThrow().head();
        return new Cursor(
                        new CursorHead(head.epochs(), Optional.empty()),
                        PositionVector.of(0, Map.of(RoomsTopic.partition(room), next)))
                .encode();
    }

    private static List<String> texts(JsonNode messages) {
        List<String> texts = new ArrayList<>();
        messages.forEach(message -> texts.add(text(message)));
        return texts;
    }

    private static String text(JsonNode message) {
        return message.get("args").get(0).asText();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
