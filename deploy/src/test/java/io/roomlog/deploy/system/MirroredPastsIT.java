package io.roomlog.deploy.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.roomlog.common.cursor.Cursor;
import io.roomlog.common.cursor.Epoch;
import io.roomlog.common.log.Origin;
import io.roomlog.common.log.Topics;
import io.roomlog.edge.EdgeMain;
import io.roomlog.edge.log.Origins;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Pasts of rooms that have been spoken in elsewhere too, where the test is the mirror: it says when what was said in
/// `us`, and what came here of it.
@Timeout(120)
class MirroredPastsIT {
    @RegisterExtension
    static final Cluster CLUSTER = Cluster.alone();

    private static final long SEED = 20261129;
    private static final int BURSTS = 80;
    private static final int PAGES = 60;
    private static final Epoch US = new Epoch(0x5);

    private static EdgeMain edge;
    private static KafkaProducer<byte[], byte[]> producer;
    private static KafkaProducer<byte[], byte[]> mirror;
    /// As the edges of `us` number them.
    private static Origins inUs;

    private static Origins inEu;
    private static int partitions = 1;

    /// What has been said, in the order of each origin.
    private final List<Said> said = new ArrayList<>();

    /// What us has said and the mirror not brought, a list for each transaction.
    private final List<List<ProducerRecord<byte[], byte[]>>> waiting = new ArrayList<>(List.of(new ArrayList<>()));

    private int partition;
    private long usOffset;
    private long usStamp;

    /// @param offset at its origin
    private record Said(String region, long offset, long stamp, String room, String text) {}

    private static final Comparator<Said> ORDER =
            Comparator.comparingLong(Said::stamp).thenComparing(Said::region).thenComparingLong(Said::offset);

    @BeforeAll
    static void start() throws Exception {
        edge = CLUSTER.edge("region", "eu", "mirrored-regions", "us", "hot-tail-bytes", "0MB");
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", CLUSTER.bootstrap()), new ByteArraySerializer(), new ByteArraySerializer());
        mirror = new KafkaProducer<>(
                Map.of("bootstrap.servers", CLUSTER.bootstrap(), "transactional.id", "mirror"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        mirror.initTransactions();
        Epoch eu;
        RecordHeaders first = new RecordHeaders();
        new Origin("us", US, 0, OptionalLong.empty()).headers().forEach(first::add);
        RoomsTopic.append(
                CLUSTER.bootstrap(), Topics.mirrored("us", Topics.ROOMS), 0, utf8("room"), event("first"), first);
        try (RawClient client = RawClient.connect(edge, "reader")) {
            eu = Cursor.decode(client.done("history", Cluster.room(0))
                            .get("offset")
                            .asText())
                    .orElseThrow()
                    .head()
                    .epochs()
                    .getFirst();
        }
        inEu = new Origins(List.of("eu", "us"), eu, Cluster.PARTITIONS, change -> {});
        inUs = new Origins(List.of("us", "eu"), US, Cluster.PARTITIONS, change -> {});
    }

    @AfterAll
    static void stop() {
        producer.close();
        mirror.close();
    }

    /// Each test has a partition of its own.
    @BeforeEach
    void takePartition() {
        partition = partitions++;
    }

    // ---- order and places

    @Test
    void pagesFromAnyPlaceAreExactAndInTheOrderOfTheStamps() throws Exception {
        Random random = new Random(SEED);
        List<String> rooms =
                IntStream.range(0, 3).mapToObj(i -> Cluster.room(partition)).toList();
        for (int burst = 0; burst < BURSTS; burst++) {
            waiting.add(new ArrayList<>());
            List<Said> own = sayHere(random.nextInt(8), rooms, random);
            for (int i = random.nextInt(12); i > 0; i--) {
                long stamp = own.isEmpty() || random.nextInt(4) == 0
                        ? usStamp
                        : own.get(random.nextInt(own.size())).stamp();
                sayInUs(stamp, room(rooms, random), OptionalLong.empty());
            }
            if (random.nextInt(3) == 0) {
                bring();
            }
        }
        bring();
        try (RawClient client = RawClient.connect(edge, "reader")) {
            for (String room : rooms) {
                List<Said> all = ordered(room);
                List<JsonNode> back = Pasts.walk(List.of(client), room, "before", Optional.empty(), 7);
                assertThat(Pasts.texts(back)).isEqualTo(texts(all));
                assertThat(back)
                        .extracting(message -> message.get("ts").asLong())
                        .isSorted();
                List<JsonNode> on = Pasts.walk(List.of(client), room, "after", Optional.of(back.getFirst()), 7);
                assertThat(Pasts.texts(on)).isEqualTo(texts(all.subList(1, all.size())));
                for (int n = 0; n < PAGES; n++) {
                    int at = random.nextInt(all.size());
                    String offset = switch (random.nextInt(3)) {
                        case 0 -> offset(back.get(at));
                        case 1 -> at == 0 ? offset(back.get(at)) : offset(on.get(at - 1));
                        default -> acked(all.get(at));
                    };
                    requirePage(client, room, all, at, offset, random);
                }
            }
        }
    }

    private void requirePage(RawClient client, String room, List<Said> all, int at, String offset, Random random) {
        int limit = 1 + random.nextInt(40);
        boolean back = random.nextBoolean();
        JsonNode page = client.done("history", room, Map.of(back ? "before" : "after", offset, "limit", limit));
        int from = back ? Math.max(0, at - limit) : at + 1;
        int to = back ? at : Math.min(all.size(), at + 1 + limit);
        assertThat(Pasts.texts(Pasts.messages(page)))
                .as("seed %d at %d limit %d back %s", SEED, at, limit, back)
                .isEqualTo(texts(all.subList(from, to)));
        assertThat(page.get("more").asBoolean()).isEqualTo(back ? from > 0 : to < all.size());
    }

    /// What us has acked, and the mirror not brought, comes behind all that is here; nothing is left out for it.
    @Test
    void thePlaceOfWhatHasNotComeYetIsBehindAllThatHas() throws Exception {
        String room = Cluster.room(partition);
        List<Said> own = sayHere(4, List.of(room), new Random(SEED));
        sayInUs(own.getLast().stamp(), room, OptionalLong.empty());
        sayHere(3, List.of(room), new Random(SEED));
        bring();
        String ahead = inUs.messageOffset(partition, usOffset + 10);
        try (RawClient client = RawClient.connect(edge, "reader")) {
            JsonNode before = client.done("history", room, Map.of("before", ahead));
            assertThat(Pasts.texts(Pasts.messages(before))).isEqualTo(texts(ordered(room)));
            JsonNode after = client.done("history", room, Map.of("after", ahead));
            assertThat(Pasts.texts(Pasts.messages(after)))
                    .contains(texts(said).subList(5, 8).toArray(String[]::new));
            assertThat(after.has("gap")).isFalse();
            String next = after.get("offset").asText();
            usOffset += 20;
            sayInUs(System.currentTimeMillis(), room, OptionalLong.empty());
            bring();
            JsonNode come = client.done("history", room, Map.of("after", next));
            assertThat(Pasts.texts(Pasts.messages(come)))
                    .containsExactly(said.getLast().text());
        }
    }

    // ---- what cannot be had

    @Test
    void whatWasLostBeforeItCouldBeMirroredIsAGapInBothDirections() throws Exception {
        String room = Cluster.room(partition);
        for (int i = 0; i < 6; i++) {
            say(room, OptionalLong.empty());
        }
        long lostFrom = usOffset + 1;
        usOffset += 100;
        say(room, OptionalLong.of(lostFrom));
        long goesOn = usOffset;
        for (int i = 0; i < 3; i++) {
            say(room, OptionalLong.empty());
        }
        bring();
        List<Said> all = ordered(room);
        try (RawClient client = RawClient.connect(edge, "reader")) {
            List<JsonNode> pages = pages(client, room, "before", null, 3);
            List<JsonNode> back = new ArrayList<>();
            pages.reversed().forEach(page -> back.addAll(Pasts.messages(page)));
            assertThat(Pasts.texts(back)).isEqualTo(texts(all));
            requireOneGap(pages, lostFrom, goesOn);
            List<JsonNode> on = pages(client, room, "after", offset(back.getFirst()), 3);
            assertThat(Pasts.texts(on.stream()
                            .flatMap(page -> Pasts.messages(page).stream())
                            .toList()))
                    .isEqualTo(texts(all.subList(1, all.size())));
            requireOneGap(on, lostFrom, goesOn);
        }
    }

    private void requireOneGap(List<JsonNode> pages, long lostFrom, long goesOn) {
        List<JsonNode> gaps = pages.stream()
                .filter(page -> page.has("gap"))
                .map(page -> page.get("gap"))
                .toList();
        assertThat(gaps).singleElement().satisfies(gap -> {
            assertThat(gap.get("reason").asText()).isEqualTo("expired");
            assertThat(inUsOf(gap.get("from"))).isEqualTo(lostFrom);
            assertThat(inUsOf(gap.get("to"))).isEqualTo(goesOn);
        });
    }

    @Test
    void whatTheRetentionHasTakenOfWhatWasMirroredIsAGap() throws Exception {
        String room = Cluster.room(partition);
        for (int i = 0; i < 10; i++) {
            say(room, OptionalLong.empty());
        }
        bring();
        List<Said> all = ordered(room);
        List<Said> ofUs = said.stream().filter(one -> one.region().equals("us")).toList();
        String first;
        try (RawClient client = RawClient.connect(edge, "reader")) {
            first = offset(Pasts.messages(client.done("history", room)).getFirst());
        }
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", CLUSTER.bootstrap()))) {
            admin.deleteRecords(Map.of(
                            new TopicPartition(Topics.mirrored("us", Topics.ROOMS), partition),
                            RecordsToDelete.beforeOffset(4)))
                    .all()
                    .get();
        }
        List<Said> held =
                all.stream().filter(one -> !ofUs.subList(0, 4).contains(one)).toList();
        try (RawClient client = RawClient.connect(edge, "reader")) {
            JsonNode whole = client.done("history", room);
            assertThat(Pasts.texts(Pasts.messages(whole))).isEqualTo(texts(held));
            assertThat(whole.get("more").asBoolean()).isFalse();
            JsonNode joined = client.done("join", room, Map.of("since", first));
            assertThat(Pasts.texts(Pasts.list(joined.get("history")))).isEqualTo(texts(held.subList(1, held.size())));
            assertThat(joined.at("/gap/reason").asText()).isEqualTo("expired");
            assertThat(inUsOf(joined.at("/gap/to"))).isEqualTo(ofUs.get(4).offset());
        }
    }

    // ---- parts

    private static String room(List<String> rooms, Random random) {
        return rooms.get(random.nextInt(10) == 0 ? 2 : random.nextInt(3) == 0 ? 1 : 0);
    }

    private List<Said> sayHere(int count, List<String> rooms, Random random) throws Exception {
        List<String> where = new ArrayList<>();
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String room = rooms.size() == 1 ? rooms.getFirst() : room(rooms, random);
            where.add(room);
            sent.add(producer.send(
                    new ProducerRecord<>(Topics.ROOMS, partition, utf8(room), event("eu " + (said.size() + i)))));
        }
        List<Said> own = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            RecordMetadata kept = sent.get(i).get();
            own.add(new Said("eu", kept.offset(), kept.timestamp(), where.get(i), "eu " + (said.size() + i)));
        }
        said.addAll(own);
        return own;
    }

    /// One message here, and one in `us` at the same moment.
    private void say(String room, OptionalLong lostFrom) throws Exception {
        sayInUs(sayHere(1, List.of(room), new Random(SEED)).getFirst().stamp(), room, lostFrom);
    }

    /// Offsets have holes, as in any log.
    private void sayInUs(long stamp, String room, OptionalLong lostFrom) {
        usOffset += 1 + said.size() % 2;
        usStamp = Math.max(usStamp, stamp);
        String text = "us " + said.size();
        RecordHeaders headers = new RecordHeaders();
        new Origin("us", US, usOffset, lostFrom).headers().forEach(headers::add);
        waiting.getLast()
                .add(new ProducerRecord<>(
                        Topics.mirrored("us", Topics.ROOMS), partition, usStamp, utf8(room), event(text), headers));
        said.add(new Said("us", usOffset, usStamp, room, text));
    }

    /// Mirrors what waits, in transactions: their markers are stamped later than what may come behind them.
    private void bring() {
        producer.flush();
        for (List<ProducerRecord<byte[], byte[]>> some : waiting) {
            mirror.beginTransaction();
            some.forEach(record -> {
                var _ = mirror.send(record);
            });
            mirror.commitTransaction();
        }
        waiting.clear();
        waiting.add(new ArrayList<>());
    }

    private List<Said> ordered(String room) {
        return said.stream()
                .filter(one -> one.room().equals(room))
                .sorted(ORDER)
                .toList();
    }

    /// The offset that an ack has.
    private String acked(Said one) {
        return (one.region().equals("eu") ? inEu : inUs).messageOffset(partition, one.offset());
    }

    private long inUsOf(JsonNode offset) {
        Cursor cursor = Cursor.decode(offset.asText()).orElseThrow();
        return cursor.vector()
                .next(cursor.head().epochs().indexOf(US), partition)
                .orElseThrow();
    }

    /// All pages in a direction, by the places that they end with.
    private static List<JsonNode> pages(RawClient client, String room, String direction, String from, int limit) {
        List<JsonNode> pages = new ArrayList<>();
        Set<String> places = new HashSet<>();
        Map<String, Object> options = from == null ? Map.of("limit", limit) : Map.of(direction, from, "limit", limit);
        while (true) {
            JsonNode page = client.done("history", room, options);
            pages.add(page);
            if (!page.get("more").asBoolean()) {
                return pages;
            }
            assertThat(places.add(page.get("offset").asText())).isTrue();
            options = Map.of(direction, page.get("offset"), "limit", limit);
        }
    }

    private static String offset(JsonNode message) {
        return message.get("offset").asText();
    }

    private static List<String> texts(List<Said> all) {
        return all.stream().map(Said::text).toList();
    }

    private static byte[] event(String text) {
        return utf8("[\"message\",\"" + text + "\"]");
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
