package io.roomlog.router.index;

import static io.roomlog.router.TopologyRun.header;
import static io.roomlog.router.TopologyRun.text;
import static io.roomlog.router.TopologyRun.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.roomlog.common.bytes.Bytes;
import io.roomlog.common.log.RecordId;
import io.roomlog.common.log.RoomKey;
import io.roomlog.common.log.RoomRecord;
import io.roomlog.common.log.Topics;
import io.roomlog.common.query.Firsts;
import io.roomlog.common.query.Places;
import io.roomlog.router.TopologyRun;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RoomIndexTest {
    private static final Duration PRUNE_EVERY = Duration.ofMinutes(10);
    private static final RoomRecord EVENT = RoomRecord.event(Bytes.utf8("[\"message\",1]"), List.of());
    private static final RoomKey ROOM = new RoomKey("/", "lobby");

    private final Count count = new Count();
    private TopologyRun run;
    private RoomIndex index;

    private static final class Count implements IndexEvents {
        private int repeats;
        private int moved;
        private int pruned;
        private int deadLetters;

        @Override
        public void indexed() {
            // the queries tell
        }

        @Override
        public void repeated() {
            repeats++;
        }

        @Override
        public void moved() {
            moved++;
        }

        @Override
        public void pruned(int entries) {
            pruned += entries;
        }

        @Override
        public void deadLettered(String topic) {
            deadLetters++;
        }
    }

    private void start(int partitions, TopologyRun.Offsets offsets, KeyValueBytesStoreSupplier store) {
        index = new RoomIndex(partitions, List.of(), offsets, PRUNE_EVERY, count);
        Topology topology = new Topology();
        index.addTo(topology, store);
        run = new TopologyRun(topology);
    }

    private void start() {
        start(1, TopologyRun.Offsets.NONE, Stores.persistentKeyValueStore(RoomIndex.STORE));
    }

    @AfterEach
    void stop() {
        run.close();
    }

    private void pipe(String room, RoomRecord record, Duration after) {
        run.pipe(Topics.ROOMS, utf8(room), record.value().toArray(), record.headers(), TopologyRun.BEGIN.plus(after));
    }

    private void pipe(RoomRecord record) {
        pipe("lobby", record, Duration.ZERO);
    }

    private IndexQueries queries() {
        return new IndexQueries(index, partition -> Optional.of(run.store(RoomIndex.STORE)));
    }

    private Places after(long offset, int limit) {
        return queries().after(ROOM, 0, offset, limit).orElseThrow();
    }

    private Places before(long offset, int limit) {
        return queries().before(ROOM, 0, offset, limit).orElseThrow();
    }

    private long first(RoomRecord record) {
        String id = record.recordId("lobby").orElseThrow().hex();
        return queries()
                .firsts(new Firsts.Question(0, List.of(id)))
                .orElseThrow()
                .offsets()
                .getFirst();
    }

    private static RoomRecord withId(String id) {
        return EVENT.from("sid", "alice", id);
    }

    @Test
    void eventsAreFoundByTheirRoomAndNothingElseIs() {
        start();
        pipe("lobby", EVENT, Duration.ZERO);
        pipe("lobb", EVENT, Duration.ZERO);
        pipe("lobby2", EVENT, Duration.ZERO);
        pipe("/chat,lobby", EVENT, Duration.ZERO);
        pipe(RoomRecord.control(Bytes.utf8("[\"leave\"]"), Optional.empty(), 0));
        pipe("lobby", EVENT, Duration.ZERO);
        assertThat(after(0, 10)).isEqualTo(new Places(6, List.of(0L, 5L), false));
        assertThat(queries()
                        .after(new RoomKey("/chat", "lobby"), 0, 0, 10)
                        .orElseThrow()
                        .offsets())
                .containsExactly(3L);
        assertThat(queries().after(new RoomKey("/", "nobody"), 0, 0, 10).orElseThrow())
                .isEqualTo(new Places(6, List.of(), false));
    }

    @Test
    void pagesGoOverManyBlocksInBothDirections() {
        start();
        List<Long> expected = new ArrayList<>();
        for (long offset = 0; offset < 1_000; offset++) {
            boolean ours = offset % 3 != 0;
            pipe(ours ? "lobby" : "other", EVENT, Duration.ZERO);
            if (ours) {
                expected.add(offset);
            }
        }
        List<Long> forward = new ArrayList<>();
        Places page = after(0, 70);
        while (!page.offsets().isEmpty()) {
            forward.addAll(page.offsets());
            assertThat(page.more()).isEqualTo(forward.size() < expected.size());
            page = after(page.offsets().getLast() + 1, 70);
        }
        assertThat(forward).isEqualTo(expected);
        List<Long> backward = new ArrayList<>();
        page = before(Long.MAX_VALUE, 70);
        while (!page.offsets().isEmpty()) {
            backward.addAll(0, page.offsets());
            assertThat(page.more()).isEqualTo(backward.size() < expected.size());
            page = before(page.offsets().getFirst(), 70);
        }
        assertThat(backward).isEqualTo(expected);
        assertThat(before(500, 1)).isEqualTo(new Places(1_000, List.of(499L), true));
        assertThat(after(501, 1)).isEqualTo(new Places(1_000, List.of(502L), true));
        assertThat(before(0, 5)).isEqualTo(new Places(1_000, List.of(), false));
        assertThat(after(1_000, 5)).isEqualTo(new Places(1_000, List.of(), false));
    }

    @Test
    void repeatsAreCountedUpToFiveMinutesBehindAnyRecordOfTheId() {
        start();
        Duration almost = Duration.ofMinutes(5).minusMillis(1);
        pipe("lobby", withId("a"), Duration.ZERO);
        pipe("lobby", withId("a"), almost);
        pipe("lobby", withId("a"), almost.multipliedBy(2));
        pipe("lobby", withId("a"), almost.multipliedBy(2).plus(Duration.ofMinutes(5)));
        assertThat(after(0, 10).offsets()).containsExactly(0L, 3L);
        assertThat(count.repeats).isEqualTo(2);
        assertThat(first(withId("a"))).isZero();
    }

    @Test
    void idsAreOfTheirRoomAndUser() {
        start();
        pipe("lobby", withId("a"), Duration.ZERO);
        pipe("other", withId("a"), Duration.ZERO);
        pipe("lobby", EVENT.from("sid", "bob", "a"), Duration.ZERO);
        pipe("lobby", EVENT.from("sid", "alice", RoomRecord.madeId("sid", 1)), Duration.ZERO);
        pipe("lobby", EVENT.from("sid", "alice", RoomRecord.madeId("sid", 1)), Duration.ZERO);
        assertThat(after(0, 10).offsets()).containsExactly(0L, 2L, 3L, 4L);
        assertThat(first(EVENT.from("sid", "bob", "a"))).isEqualTo(2);
        assertThat(first(withId("b"))).isNegative();
    }

    @Test
    void theIdOfADepartureCountsForRepeats() {
        start();
        RoomRecord left = new RoomRecord(
                        RoomRecord.Kind.LEFT,
                        EVENT.value(),
                        List.of(),
                        Optional.empty(),
                        Optional.of("sid"),
                        Optional.of("alice"),
                        List.of(),
                        1,
                        Optional.empty(),
                        Optional.empty())
                .withId("lapsed.edge/1.sid");
        pipe(left);
        pipe(left);
        assertThat(count.repeats).isEqualTo(1);
        assertThat(after(0, 10).offsets()).isEmpty();
    }

    @Test
    void whatIsProcessedAgainAfterAKillComesToTheSame() {
        KeyValueBytesStoreSupplier store = TopologyRun.surviving(RoomIndex.STORE);
        start(1, TopologyRun.Offsets.NONE, store);
        Runnable records = () -> {
            pipe("lobby", withId("a"), Duration.ZERO);
            pipe("lobby", EVENT, Duration.ZERO);
            pipe("lobby", withId("a"), Duration.ofMinutes(1));
            pipe("lobby", withId("b"), Duration.ofMinutes(1));
        };
        records.run();
        List<Long> before = after(0, 10).offsets();
        assertThat(before).containsExactly(0L, 1L, 3L);
        run.close();
        start(1, TopologyRun.Offsets.NONE, store);
        records.run();
        assertThat(after(0, 10).offsets()).isEqualTo(before);
        assertThat(count.repeats).isEqualTo(1);
        pipe("lobby", withId("b"), Duration.ofMinutes(2));
        pipe("lobby", EVENT, Duration.ofMinutes(2));
        assertThat(after(0, 10).offsets()).containsExactly(0L, 1L, 3L, 5L);
    }

    @Test
    void anIndexEntryWithoutItsIdIsNoRepeatOfItself() {
        KeyValueBytesStoreSupplier store = TopologyRun.surviving(RoomIndex.STORE);
        start(1, TopologyRun.Offsets.NONE, store);
        pipe("lobby", withId("a"), Duration.ZERO);
        RecordId id = withId("a").recordId("lobby").orElseThrow();
        run.store(RoomIndex.STORE).delete(IndexKeys.id(id)); // killed between the two writes
        run.close();
        start(1, TopologyRun.Offsets.NONE, store);
        pipe("lobby", withId("a"), Duration.ZERO);
        pipe("lobby", withId("a"), Duration.ofMinutes(1));
        assertThat(after(0, 10).offsets()).containsExactly(0L);
        assertThat(first(withId("a"))).isZero();
        assertThat(count.repeats).isEqualTo(1);
    }

    @Test
    void whatIsWrittenAgainIsInTheChangelogToo() {
        KeyValueBytesStoreSupplier store = TopologyRun.surviving(RoomIndex.STORE);
        start(1, TopologyRun.Offsets.NONE, store);
        pipe("lobby", withId("a"), Duration.ZERO);
        run.close();
        start(1, TopologyRun.Offsets.NONE, store);
        pipe("lobby", withId("a"), Duration.ZERO);
        assertThat(run.read("test-roomlog-index-changelog")).hasSize(2);
    }

    @Test
    void aRecordInAWrongPartitionIsMovedOnceWithAnId() {
        start(16, TopologyRun.Offsets.NONE, Stores.persistentKeyValueStore(RoomIndex.STORE));
        String foreign = roomOutside(0);
        Headers headers = new RecordHeaders().add("traceparent", utf8("00-1"));
        run.pipe(Topics.ROOMS, utf8(foreign), utf8("[\"message\",1]"), headers, TopologyRun.BEGIN);
        List<TestRecord<byte[], byte[]>> rooms = run.read(Topics.ROOMS);
        assertThat(rooms).hasSize(1);
        assertThat(text(rooms.getFirst().key())).isEqualTo(foreign);
        assertThat(header(rooms.getFirst(), "id")).isEqualTo("moved.0.0");
        assertThat(header(rooms.getFirst(), "traceparent")).isEqualTo("00-1");
        assertThat(count.moved).isEqualTo(1);
        // the driver's topics have one partition: it has come to a wrong one again
        assertThat(header(run.read(Topics.DEAD_LETTERS).getFirst(), "reason")).contains("again");
        assertThat(queries()
                        .after(new RoomKey("/", foreign), 0, 0, 10)
                        .orElseThrow()
                        .offsets())
                .isEmpty();
    }

    @Test
    void anIdOfItsOwnStaysWithWhatIsMoved() {
        start(16, TopologyRun.Offsets.NONE, Stores.persistentKeyValueStore(RoomIndex.STORE));
        pipe(roomOutside(0), withId("a"), Duration.ZERO);
        assertThat(header(run.read(Topics.ROOMS).getFirst(), "id")).isEqualTo("a");
    }

    private static String roomOutside(int partition) {
        return LongStream.range(0, 100)
                .mapToObj(i -> "room-" + i)
                .filter(room -> new RoomKey("/", room).partition(16) != partition)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whatNobodyMayGetIsSetAsideAsItIs() {
        start();
        Headers headers = new RecordHeaders().add("id", utf8("x"));
        run.pipe(Topics.ROOMS, null, utf8("[\"message\"]"), headers, TopologyRun.BEGIN);
        run.pipe(Topics.ROOMS, utf8("lobby"), utf8("not json"), headers, TopologyRun.BEGIN);
        run.pipe(Topics.ROOMS, utf8("lobby"), utf8("[\"disconnect\"]"), headers, TopologyRun.BEGIN);
        run.pipe(Topics.ROOMS, utf8("lobby"), null, headers, TopologyRun.BEGIN);
        run.pipe(Topics.ROOMS, new byte[17 * 1024], utf8("[\"message\"]"), headers, TopologyRun.BEGIN);
        pipe(EVENT);
        List<TestRecord<byte[], byte[]>> letters = run.read(Topics.DEAD_LETTERS);
        assertThat(letters).hasSize(5);
        assertThat(letters.get(1).key()).isEqualTo(utf8("lobby"));
        assertThat(text(letters.get(1).value())).isEqualTo("not json");
        assertThat(header(letters.get(1), "id")).isEqualTo("x");
        assertThat(header(letters.get(1), "partition")).isEqualTo("0");
        assertThat(header(letters.get(1), "offset")).isEqualTo("1");
        assertThat(header(letters.getFirst(), "reason")).isEqualTo("no key");
        assertThat(count.deadLetters).isEqualTo(5);
        assertThat(after(0, 10)).isEqualTo(new Places(6, List.of(5L), false));
    }

    @Test
    void whatTheLogNoLongerHoldsIsForgottenWhollyPastBlocksOnly() {
        start(1, new TopologyRun.Offsets(70, 0, 0), Stores.persistentKeyValueStore(RoomIndex.STORE));
        for (int i = 0; i < 100; i++) {
            pipe("lobby", i < 2 ? withId("a" + i) : EVENT, Duration.ZERO);
        }
        pipe("lobby", withId("b"), Duration.ZERO);
        run.advance(PRUNE_EVERY);
        assertThat(count.pruned).isZero(); // it has asked where the log begins
        run.advance(PRUNE_EVERY);
        assertThat(count.pruned).isEqualTo(3);
        assertThat(after(0, 100).offsets()).first().isEqualTo(64L);
        assertThat(first(withId("a0"))).isNegative();
        assertThat(first(withId("b"))).isEqualTo(100);
        pipe(EVENT);
        assertThat(after(100, 100).offsets()).containsExactly(100L, 101L);
    }

    @Test
    void whatIsNotInTheStoreForSureIsNotTold() {
        KeyValueBytesStoreSupplier store = TopologyRun.surviving(RoomIndex.STORE);
        start(1, TopologyRun.Offsets.NONE, store);
        for (int i = 0; i < 10; i++) {
            pipe(EVENT);
        }
        run.close();
        assertThat(index.indexed(0)).isEmpty();
        start(1, new TopologyRun.Offsets(0, 0, 4), store);
        assertThat(after(0, 10)).isEqualTo(new Places(4, List.of(0L, 1L, 2L, 3L), false));
        assertThat(before(100, 2)).isEqualTo(new Places(4, List.of(2L, 3L), true));
    }
}
