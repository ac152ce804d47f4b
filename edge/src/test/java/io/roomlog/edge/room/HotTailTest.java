package io.roomlog.edge.room;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomlog.common.bytes.Bytes;
import io.roomlog.common.log.RoomRecord;
import io.roomlog.common.log.Topics;
import io.roomlog.edge.room.RoomReader.Found;
import io.roomlog.edge.room.RoomReader.Page;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class HotTailTest {
    private static final int PARTITION = 1;
    private static final long MUCH = 1_000_000_000;

    private final HotTail tail = new HotTail(4, MUCH);

    @Test
    void givesWhatIsAskedForInLogOrder() {
        tail.open(PARTITION, 100);
        add(tail, "a", 100, 2_000);
        add(tail, "b", 2_000, 2_010);
        Page page = read(tail, 150, 2_005, Set.of("a", "b"));
        assertThat(offsets(page)).isEqualTo(LongStream.range(150, 2_005).boxed().toList());
        assertThat(page.next()).isEqualTo(2_005);
        assertThat(offsets(read(tail, 100, 2_010, Set.of("b"))))
                .isEqualTo(LongStream.range(2_000, 2_010).boxed().toList());
    }

    @Test
    void sendsToTheLogWhoeverWantsWhatLiesBeforeItsRange() {
        tail.open(PARTITION, 100);
        add(tail, "a", 100, 110);
        assertThat(tail.read(PARTITION, 99, 110, Set.of("a"), MUCH, headers -> true))
                .isEmpty();
        assertThat(tail.read(0, 0, 10, Set.of("a"), MUCH, headers -> true)).isEmpty();
        assertThat(tail.begin(PARTITION)).contains(100L);
        assertThat(tail.begin(0)).isEmpty();
    }

    @Test
    void goesNoFurtherThanTheTailHasCome() {
        tail.open(PARTITION, 100);
        add(tail, "a", 100, 110);
        Page page = read(tail, 105, 200, Set.of("a"));
        assertThat(offsets(page)).hasSize(5);
        assertThat(page.next()).isEqualTo(110);
        tail.reach(PARTITION, 130);
        assertThat(read(tail, 105, 200, Set.of("a")).next()).isEqualTo(130);
    }

    @Test
    void aPageEndsBehindItsLastRecord() {
        tail.open(PARTITION, 0);
        add(tail, "a", 0, 100);
        long three = 3 * (long) value(0).length;
        Page page = tail.read(PARTITION, 10, 100, Set.of("a"), three, headers -> true)
                .orElseThrow();
        assertThat(offsets(page)).containsExactly(10L, 11L, 12L);
        assertThat(page.next()).isEqualTo(13);
    }

    @Test
    void whatCameFirstGoesFirstOverAllPartitions() {
        HotTail small = new HotTail(4, 20_000);
        small.open(0, 0);
        small.open(PARTITION, 0);
        small.add(0, "a", record(0, "a", 0));
        add(small, "a", 0, 1_000);
        assertThat(small.begin(0)).contains(1L);
        long begin = small.begin(PARTITION).orElseThrow();
        assertThat(begin).isBetween(500L, 900L);
        assertThat(small.read(PARTITION, begin - 1, 1_000, Set.of("a"), MUCH, headers -> true))
                .isEmpty();
        assertThat(offsets(read(small, begin, 1_000, Set.of("a"))))
                .isEqualTo(LongStream.range(begin, 1_000).boxed().toList());
    }

    @Test
    void givesBackARecordAsItCame() {
        tail.open(PARTITION, 7);
        RoomRecord sent = RoomRecord.event(
                        Bytes.utf8("[\"event\",{\"_placeholder\":true,\"num\":0}]"),
                        List.of(Bytes.of(new byte[] {0, -1, 7})))
                .withExcept(List.of("~one", "user:two"))
                .from("~sender", "Zoë", "an id");
        byte[] key = "rö".getBytes(StandardCharsets.UTF_8);
        tail.add(
                PARTITION,
                "rö",
                new ConsumerRecord<>(
                        Topics.ROOMS,
                        PARTITION,
                        7,
                        1_234,
                        TimestampType.LOG_APPEND_TIME,
                        key.length,
                        sent.value().length(),
                        key,
                        sent.value().toArray(),
                        sent.headers(),
                        Optional.empty()));
        assertThat(read(tail, 7, 8, Set.of("rö")).records()).containsExactly(new Found("rö", 7, 1_234, sent));
    }

    @Test
    void aRecordLargerThanAChunkIsHeldWhole() {
        HotTail small = new HotTail(4, 20_000);
        small.open(PARTITION, 0);
        String large = "[\"event\",\"" + "x".repeat(10_000) + "\"]";
        for (long offset = 0; offset < 3; offset++) {
            small.add(
                    PARTITION,
                    "a",
                    new ConsumerRecord<>(
                            Topics.ROOMS,
                            PARTITION,
                            offset,
                            "a".getBytes(StandardCharsets.UTF_8),
                            large.getBytes(StandardCharsets.UTF_8)));
        }
        assertThat(small.begin(PARTITION)).contains(2L);
        assertThat(read(small, 2, 3, Set.of("a")).records().getFirst().record().value())
                .isEqualTo(Bytes.utf8(large));
    }

    @Test
    void whoReadsIsNotDisturbedByWhatIsAddedAndLetGo() throws InterruptedException {
        HotTail small = new HotTail(4, 20_000);
        small.open(PARTITION, 0);
        Thread writer = Thread.ofPlatform().start(() -> add(small, "a", 0, 200_000));
        long read = 0;
        while (writer.isAlive() || read == 0) {
            long from = small.begin(PARTITION).orElseThrow();
            Optional<Page> page = small.read(PARTITION, from, Long.MAX_VALUE, Set.of("a"), MUCH, headers -> true);
            if (page.isPresent()) {
                List<Long> offsets = offsets(page.get());
                assertThat(offsets)
                        .isEqualTo(LongStream.range(from, from + offsets.size())
                                .boxed()
                                .toList());
                read += offsets.size();
            }
        }
        writer.join();
        assertThat(read).isPositive();
    }

    @Test
    void aPartitionThatIsLeftTakesItsRangeWithIt() {
        HotTail small = new HotTail(4, 100_000);
        for (int round = 0; round < 50; round++) {
            small.open(PARTITION, 10L * round);
            add(small, "a", 10L * round, 10L * round + 100);
            small.close(PARTITION);
            assertThat(small.read(PARTITION, 10L * round + 5, 10L * round + 6, Set.of("a"), MUCH, headers -> true))
                    .isEmpty();
        }
        small.open(PARTITION, 7);
        add(small, "a", 7, 107);
        assertThat(small.begin(PARTITION)).contains(7L);
    }

    private static void add(HotTail tail, String key, long from, long to) {
        LongStream.range(from, to).forEach(offset -> tail.add(PARTITION, key, record(PARTITION, key, offset)));
    }

    private static ConsumerRecord<byte[], byte[]> record(int partition, String key, long offset) {
        return new ConsumerRecord<>(
                Topics.ROOMS, partition, offset, key.getBytes(StandardCharsets.UTF_8), value(offset));
    }

    private static byte[] value(long offset) {
        return "[\"event\",%06d]".formatted(100_000 + offset).getBytes(StandardCharsets.UTF_8);
    }

    private static Page read(HotTail tail, long from, long to, Set<String> keys) {
        Optional<Page> page = tail.read(PARTITION, from, to, keys, MUCH, headers -> true);
        return page.orElseThrow();
    }

    private static List<Long> offsets(Page page) {
        return page.records().stream().map(Found::offset).toList();
    }
}
