package io.roomlog.deploy.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.roomlog.common.bytes.Bytes;
import io.roomlog.common.log.RoomRecord;
import io.roomlog.common.log.Topics;
import io.roomlog.edge.EdgeMain;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
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

/// Pasts that are read by places which a router knows are those that looking through the log gives.
@Timeout(120)
class PlacesIT {
    @RegisterExtension
    static final Cluster CLUSTER = Cluster.alone();

    private static final long SEED = 20260311;
    private static final int RECORDS = 60_000;
    private static final int PARTITION = 6;
    private static final List<String> ROOMS =
            List.of(Cluster.room(PARTITION), Cluster.room(PARTITION), Cluster.room(PARTITION), Cluster.room(PARTITION));

    private static IndexStub index;
    private static EdgeMain asking;
    private static EdgeMain looking;
    private static List<RoomsTopic.Entry> log;

    /// Of the rooms the first is busy, and each of the others rarer than the one before. Some events leave the reader
    /// out, some a stranger.
    @BeforeAll
    static void start() throws InterruptedException {
        index = new IndexStub();
        looking = CLUSTER.edge("history-budget", "1m", "hot-tail-bytes", "0MB");
        Random random = new Random(SEED);
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            for (int i = 0; i < RECORDS; i++) {
                int dice = random.nextInt(1_000);
                String room = ROOMS.get(dice < 1 ? 3 : dice < 6 ? 2 : dice < 100 ? 1 : 0);
                List<String> except = switch (random.nextInt(4)) {
                    case 0 -> List.of("user:reader");
                    case 1 -> List.of("user:stranger");
                    default -> List.of();
                };
                RoomRecord record = RoomRecord.event(Bytes.utf8("[\"message\"," + i + "]"), List.of())
                        .withExcept(except);
                var _ = producer.send(new ProducerRecord<>(
                        Topics.ROOMS, PARTITION, utf8(room), record.value().toArray(), record.headers()));
            }
        }
        log = RoomsTopic.read(CLUSTER.bootstrap()).partition(PARTITION);
        asking = CLUSTER.edge("routers", index.address(), "hot-tail-bytes", "0MB");
    }

    @AfterAll
    static void stop() {
        index.close();
    }

    @Test
    void aWholePastIsTheSameInBothDirections() {
        index.know(log, RECORDS);
        int before = index.asked();
        for (String room : ROOMS.subList(1, 4)) {
            requireSame(room, 100);
        }
        assertThat(index.asked()).isGreaterThan(before + 10);
        requireSame(ROOMS.get(3), 1);
        requireSame(ROOMS.get(2), 1_000);
    }

    @Test
    void whatTheIndexHasNotReadYetIsLookedThrough() {
        for (long upTo : new long[] {0, 1, RECORDS / 2, RECORDS - 3_000, RECORDS - 500, RECORDS}) {
            index.know(log, upTo);
            requireSame(ROOMS.get(3), 10);
            requireSame(ROOMS.get(2), 100);
        }
    }

    @Test
    void anythingNewerThanTheIndexFollowsWithoutAHole() throws Exception {
        index.know(log, RECORDS);
        String room = ROOMS.get(3);
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            producer.send(new ProducerRecord<>(Topics.ROOMS, PARTITION, utf8(room), utf8("[\"message\",\"new\"]")))
                    .get();
        }
        requireSame(room, 10);
    }

    /// The index may tell of places that the retention has taken since.
    @Test
    void placesThatAreGoneAreLeftOutAndTheGapIsTold() throws Exception {
        List<String> rooms = List.of(Cluster.room(5), Cluster.room(5));
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            for (int i = 0; i < 20_000; i++) {
                var _ = producer.send(new ProducerRecord<>(
                        Topics.ROOMS, 5, utf8(rooms.get(i % 500 == 0 ? 1 : 0)), utf8("[\"message\"," + i + "]")));
            }
        }
        String room = rooms.get(1);
        index.know(RoomsTopic.read(CLUSTER.bootstrap()).partition(5), 20_000);
        JsonNode first;
        try (RawClient client = RawClient.connect(asking, "reader")) {
            first = all(client, room, "before", null, 10).getLast();
        }
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", CLUSTER.bootstrap()))) {
            admin.deleteRecords(Map.of(new TopicPartition(Topics.ROOMS, 5), RecordsToDelete.beforeOffset(5_250)))
                    .all()
                    .get();
        }
        requireSame(room, 10);
        try (RawClient asker = RawClient.connect(asking, "reader");
                RawClient looker = RawClient.connect(looking, "reader")) {
            Map<String, Object> options = Map.of("after", first.get("offset"), "limit", 3);
            JsonNode page = asker.done("history", room, options);
            assertThat(page).isEqualTo(looker.done("history", room, options));
            assertThat(page.at("/gap/reason").asText()).isEqualTo("expired");
            assertThat(page.get("messages")).hasSize(3);
        }
    }

    // ---- parts

    private static void requireSame(String room, int limit) {
        try (RawClient asker = RawClient.connect(asking, "reader");
                RawClient looker = RawClient.connect(looking, "reader")) {
            List<JsonNode> back = all(asker, room, "before", null, limit);
            assertThat(back).isEqualTo(all(looker, room, "before", null, limit)).isNotEmpty();
            String oldest = back.getLast().get("offset").asText();
            List<JsonNode> on = all(asker, room, "after", oldest, limit);
            assertThat(on).isEqualTo(all(looker, room, "after", oldest, limit));
            Collections.reverse(back);
            assertThat(on).isEqualTo(back.subList(1, back.size()));
        }
    }

    /// All messages in a direction, in the order in which they are met.
    private static List<JsonNode> all(RawClient client, String room, String direction, String from, int limit) {
        List<JsonNode> all = new ArrayList<>();
        Map<String, Object> options = from == null ? Map.of("limit", limit) : Map.of(direction, from, "limit", limit);
        while (true) {
            JsonNode page = client.done("history", room, options);
            List<JsonNode> messages = new ArrayList<>();
            page.get("messages").forEach(messages::add);
            if (direction.equals("before")) {
                Collections.reverse(messages);
            }
            all.addAll(messages);
            if (!page.get("more").asBoolean()) {
                return all;
            }
            assertThat(page.get("offset")).isNotEqualTo(options.get(direction));
            options = Map.of(direction, page.get("offset"), "limit", limit);
        }
    }

    private static KafkaProducer<byte[], byte[]> producer() {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", CLUSTER.bootstrap()), new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
