package io.roomlog.router.fanout;

import static io.roomlog.router.TopologyRun.header;
import static io.roomlog.router.TopologyRun.text;
import static io.roomlog.router.TopologyRun.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.roomlog.common.bytes.Bytes;
import io.roomlog.common.log.FanoutRecord;
import io.roomlog.common.log.RoomKey;
import io.roomlog.common.log.RoomRecord;
import io.roomlog.common.log.Topics;
import io.roomlog.common.trace.Tracing;
import io.roomlog.router.TopologyRun;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FanoutTest {
    private static final int PARTITIONS = 16;
    private static final RoomRecord EMIT = RoomRecord.event(Bytes.utf8("[\"news\",1]"), List.of(Bytes.utf8("binary")))
            .from("sid", "alice", "key")
            .asCopyOf("emit-1");

    private final Count count = new Count();
    private TopologyRun run;

    private static final class Count implements FanoutEvents {
        private int rooms;
        private int deadLetters;

        @Override
        public void spread(int width, long stampMillis) {
            rooms += width;
        }

        @Override
        public void deadLettered(String topic) {
            deadLetters++;
        }
    }

    @BeforeEach
    void start() {
        Topology topology = new Topology();
        Fanout.addTo(topology, PARTITIONS, Tracing.off(), count);
        run = new TopologyRun(topology);
    }

    @AfterEach
    void stop() {
        run.close();
    }

    private void pipe(FanoutRecord record) {
        run.pipe(Topics.FANOUT, record.key(), record.record().value().toArray(), record.headers(), TopologyRun.BEGIN);
    }

    private static RoomRecord entry(TestRecord<byte[], byte[]> record) {
        return (RoomRecord) RoomRecord.read(record.value(), record.headers());
    }

    @Test
    void eachRoomOfEachChunkGetsTheEmitAsItIs() {
        List<String> rooms =
                IntStream.range(0, 2_500).mapToObj(i -> "room-" + i).toList();
        List<FanoutRecord> chunks = FanoutRecord.split(EMIT, "/chat", rooms, 1_000_000);
        assertThat(chunks).hasSize(3);
        chunks.forEach(this::pipe);
        List<TestRecord<byte[], byte[]>> copies = run.read(Topics.ROOMS);
        assertThat(copies)
                .extracting(copy -> text(copy.key()))
                .isEqualTo(rooms.stream().map(room -> "/chat," + room).toList());
        assertThat(copies).allSatisfy(copy -> assertThat(entry(copy)).isEqualTo(EMIT));
        assertThat(copies).allSatisfy(copy -> assertThat(header(copy, "rooms")).isNull());
        assertThat(count.rooms).isEqualTo(2_500);
    }

    @Test
    void aChunkThatIsProcessedAgainMakesTheSameCopies() {
        FanoutRecord chunk = new FanoutRecord(EMIT, "/", List.of("a", "b"));
        pipe(chunk);
        List<RoomRecord> first =
                run.read(Topics.ROOMS).stream().map(FanoutTest::entry).toList();
        pipe(chunk);
        assertThat(run.read(Topics.ROOMS).stream().map(FanoutTest::entry)).isEqualTo(first);
        assertThat(first.getFirst().recordId("a")).isPresent();
    }

    @Test
    void anEmitToEveryoneGoesToOneRoomOfEachPartition() {
        pipe(new FanoutRecord(EMIT, "/", List.of()));
        assertThat(run.read(Topics.ROOMS))
                .extracting(copy -> RoomKey.partitionOf(copy.key(), PARTITIONS))
                .containsExactlyElementsOf(
                        IntStream.range(0, PARTITIONS).boxed().toList());
    }

    @Test
    void exceptAndCommandsAreCarriedAlong() {
        RoomRecord command = RoomRecord.control(Bytes.utf8("[\"leave\"]"), Optional.empty(), 0)
                .withExcept(List.of("sid-1", "user:bob"))
                .asCopyOf("emit-2");
        pipe(new FanoutRecord(command, "/", List.of("a")));
        RoomRecord copy = entry(run.read(Topics.ROOMS).getFirst());
        assertThat(copy.kind()).isEqualTo(RoomRecord.Kind.CONTROL);
        assertThat(copy.except()).containsExactly("sid-1", "user:bob");
        assertThat(copy.emit()).contains("emit-2");
    }

    @Test
    void whatIsNoWideEmitIsSetAsideAndTheNextIsSpread() {
        run.pipe(Topics.FANOUT, null, utf8("nonsense"), new RecordHeaders(), TopologyRun.BEGIN);
        run.pipe(Topics.FANOUT, utf8("key"), null, new RecordHeaders(), TopologyRun.BEGIN);
        pipe(new FanoutRecord(EMIT, "/", List.of("a")));
        List<TestRecord<byte[], byte[]>> letters = run.read(Topics.DEAD_LETTERS);
        assertThat(letters).hasSize(2);
        assertThat(text(letters.getFirst().value())).isEqualTo("nonsense");
        assertThat(header(letters.getLast(), "reason")).isEqualTo("no wide emit");
        assertThat(header(letters.getLast(), "topic")).isEqualTo(Topics.FANOUT);
        assertThat(header(letters.getLast(), "offset")).isEqualTo("1");
        assertThat(run.read(Topics.ROOMS)).hasSize(1);
        assertThat(count.deadLetters).isEqualTo(2);
    }
}
