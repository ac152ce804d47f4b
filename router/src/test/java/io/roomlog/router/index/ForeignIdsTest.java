package io.roomlog.router.index;

import static io.roomlog.router.TopologyRun.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.roomlog.common.bytes.Bytes;
import io.roomlog.common.cursor.Epoch;
import io.roomlog.common.log.Origin;
import io.roomlog.common.log.RoomKey;
import io.roomlog.common.log.RoomRecord;
import io.roomlog.common.log.Topics;
import io.roomlog.common.query.Firsts;
import io.roomlog.common.query.Firsts.Elsewhere;
import io.roomlog.router.TopologyRun;
import io.roomlog.router.TopologyRun.Offsets;
import io.roomlog.router.log.PartitionOffsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What the index knows of other regions.
@Timeout(60)
class ForeignIdsTest {
    private static final Duration PRUNE_EVERY = Duration.ofMinutes(10);
    private static final RoomRecord EVENT = RoomRecord.event(Bytes.utf8("[\"message\",1]"), List.of());
    private static final Epoch EPOCH = new Epoch(7);

    private final KeyValueBytesStoreSupplier store = TopologyRun.surviving(RoomIndex.STORE);
    private TopologyRun run;
    private RoomIndex index;
    private int deadLetters;
    private int moved;

    private final IndexEvents events = new IndexEvents() {
        @Override
        public void indexed() {
            // the queries tell
        }

        @Override
        public void repeated() {
            // the queries tell
        }

        @Override
        public void moved() {
            moved++;
        }

        @Override
        public void pruned(int entries) {
            // the queries tell
        }

        @Override
        public void deadLettered(String topic) {
            deadLetters++;
        }
    };

    private void start(PartitionOffsets offsets, String... mirrored) {
        index = new RoomIndex(1, List.of(mirrored), offsets, PRUNE_EVERY, events);
        Topology topology = new Topology();
        index.addTo(topology, store);
        run = new TopologyRun(topology);
    }

    private void start() {
        start(Offsets.NONE, "us", "ap");
    }

    @AfterEach
    void stop() {
        run.close();
    }

    private static RoomRecord withId(String id) {
        return EVENT.from("sid", "alice", id);
    }

    private void here(RoomRecord record) {
        run.pipe(Topics.ROOMS, utf8("lobby"), record.value().toArray(), record.headers(), TopologyRun.BEGIN);
    }

    private void there(String region, RoomRecord record, long offset) {
        Headers headers = record.headers();
        new Origin(region, EPOCH, offset, OptionalLong.empty()).headers().forEach(headers::add);
        run.pipe(
                Topics.mirrored(region, Topics.ROOMS),
                utf8("lobby"),
                record.value().toArray(),
                headers,
                TopologyRun.BEGIN);
    }

    private Firsts firsts(String... ids) {
        List<String> asked = Arrays.stream(ids)
                .map(id -> withId(id).recordId("lobby").orElseThrow().hex())
                .toList();
        return new IndexQueries(index, partition -> Optional.of(run.store(RoomIndex.STORE)))
                .firsts(new Firsts.Question(0, asked))
                .orElseThrow();
    }

    private static Elsewhere at(String region, long offset) {
        return new Elsewhere(region, EPOCH.value(), offset);
    }

    @Test
    void anIdThatOnlyAnotherRegionHasIsToldWithItsPlaceThere() {
        start();
        here(withId("a"));
        there("us", withId("b"), 1_000);
        there("ap", withId("c"), 2_000);
        Firsts firsts = firsts("a", "b", "none", "c");
        assertThat(firsts.offsets()).containsExactly(0L, -1L, -1L, -1L);
        assertThat(firsts.elsewhere())
                .hasSize(2)
                .containsEntry(1, at("us", 1_000))
                .containsEntry(3, at("ap", 2_000));
        assertThat(firsts.indexed()).isEqualTo(1);
    }

    @Test
    void whatThisRegionHasGoesBefore() {
        start();
        there("us", withId("a"), 1_000);
        here(withId("a"));
        assertThat(firsts("a").offsets()).containsExactly(0L);
        assertThat(firsts("a").elsewhere()).isEmpty();
    }

    @Test
    void theFirstOfAnIdStaysWhateverComesOnceMoreBeforeOrAfterARestart() {
        start();
        there("us", withId("a"), 1_000);
        there("us", withId("a"), 1_000);
        there("us", withId("a"), 1_001);
        there("ap", withId("a"), 5);
        assertThat(firsts("a").elsewhere()).containsEntry(0, at("us", 1_000));
        run.close();
        start();
        there("us", withId("a"), 1_001);
        assertThat(firsts("a").elsewhere()).containsEntry(0, at("us", 1_000));
    }

    @Test
    void otherRegionsEventsHaveNoPlaceInTheIndexOfRoomsHere() {
        start();
        there("us", EVENT, 1);
        there("us", withId("a"), 2);
        here(EVENT);
        assertThat(new IndexQueries(index, partition -> Optional.of(run.store(RoomIndex.STORE)))
                        .after(new RoomKey("/", "lobby"), 0, 0, 10)
                        .orElseThrow()
                        .offsets())
                .containsExactly(0L);
        assertThat(index.indexed(0)).contains(1L);
    }

    @Test
    void whatCannotBeUsedIsItsOwnRegionsToSetAside() {
        start();
        there("us", RoomRecord.event(Bytes.utf8("no event"), List.of()).withId("a"), 1);
        String topic = Topics.mirrored("us", Topics.ROOMS);
        Headers headers = withId("a").headers();
        run.pipe(topic, utf8("lobby"), EVENT.value().toArray(), headers, TopologyRun.BEGIN); // by no mirror
        run.pipe(topic, null, null, new RecordHeaders(), TopologyRun.BEGIN);
        assertThat(firsts("a").elsewhere()).isEmpty();
        assertThat(deadLetters).isZero();
        assertThat(moved).isZero();
        assertThat(run.read(Topics.DEAD_LETTERS)).isEmpty();
    }

    @Test
    void anIdIsForgottenWithItsLastRecordOrWithItsRegion() {
        start(begins(Topics.mirrored("us", Topics.ROOMS), 2), "us", "ap");
        there("us", withId("a"), 1_000);
        there("us", withId("b"), 1_001);
        there("us", withId("b"), 1_002);
        there("ap", withId("c"), 5);
        here(withId("d"));
        run.advance(PRUNE_EVERY); // it has asked where the logs begin
        run.advance(PRUNE_EVERY);
        assertThat(firsts("a", "b", "c", "d").elsewhere())
                .hasSize(2)
                .containsEntry(1, at("us", 1_001))
                .containsEntry(2, at("ap", 5));
        run.close();
        start(begins(Topics.mirrored("us", Topics.ROOMS), 2), "us");
        run.advance(PRUNE_EVERY);
        run.advance(PRUNE_EVERY);
        assertThat(firsts("a", "b", "c", "d").elsewhere()).hasSize(1).containsEntry(1, at("us", 1_001));
        assertThat(firsts("d").offsets()).containsExactly(0L);
    }

    private static PartitionOffsets begins(String topic, long begin) {
        return new Offsets(begin, 0, 1).ofTopic(topic, new Offsets(0, 0, 1));
    }
}
