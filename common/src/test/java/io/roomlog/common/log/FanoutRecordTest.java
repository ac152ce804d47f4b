package io.roomlog.common.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.roomlog.common.bytes.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class FanoutRecordTest {
    private static final int PARTITIONS = 16;
    private static final RoomRecord EMIT = RoomRecord.event(Bytes.utf8("[\"hi\",1]"), List.of(Bytes.utf8("part")))
            .withExcept(List.of("~sid", "user:bob"))
            .from("~sid", "alice", "key-1")
            .asCopyOf("key-1");

    @Test
    void comesBackWhole() {
        FanoutRecord record = new FanoutRecord(EMIT, "/admin", List.of("a", "\u00e4/,\n", "x".repeat(256)));
        assertThat(read(record)).isEqualTo(record);
        assertThat(record.key()).isEqualTo("key-1".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void withoutRoomsItIsForAllSocketsOfTheNamespace() {
        FanoutRecord record = new FanoutRecord(EMIT, "/admin", List.of());
        assertThat(read(record)).isEqualTo(record);
        List<RoomKey> targets = record.targets(PARTITIONS);
        assertThat(targets.stream().map(key -> key.partition(PARTITIONS)))
                .containsExactlyElementsOf(
                        IntStream.range(0, PARTITIONS).boxed().toList());
        assertThat(targets).allMatch(key -> key.namespace().equals("/admin") && RoomKey.isEveryone(key.room()));
    }

    @Test
    void manyRoomsAreSeveralRecordsAndEachRoomIsInOne() {
        List<String> rooms =
                IntStream.range(0, 2_500).mapToObj(i -> "room-" + i).toList();
        List<FanoutRecord> all = FanoutRecord.split(EMIT, "/", rooms, 1_000_000);
        assertThat(all).hasSize(3);
        assertThat(all.stream().flatMap(record -> record.rooms().stream())).containsExactlyElementsOf(rooms);
        List<FanoutRecord> small = FanoutRecord.split(EMIT, "/", rooms, 100);
        assertThat(small).hasSizeGreaterThan(100);
        assertThat(small.stream().flatMap(record -> record.rooms().stream())).containsExactlyElementsOf(rooms);
        assertThat(FanoutRecord.split(EMIT, "/", rooms, 0)).hasSize(rooms.size());
    }

    @Test
    void whatIsWideGoesToOtherPartitionsThanWhatIsNot() {
        FanoutRecord record = new FanoutRecord(EMIT, "/", List.of("a"));
        assertThat(record.partition(0, 1, 8)).isBetween(0, 3);
        Set<Integer> wide = new HashSet<>();
        for (int index = 0; index < 8; index++) {
            wide.add(record.partition(index, 8, 8));
        }
        assertThat(wide).containsExactlyInAnyOrder(4, 5, 6, 7);
        assertThat(record.partition(3, 8, 1)).isZero();
        assertThat(record.partition(0, 1, 1)).isZero();
    }

    @Test
    void whatIsNoneIsRefused() {
        byte[] value = EMIT.value().toArray();
        assertThat(FanoutRecord.read(value, new RecordHeaders())).isEmpty();
        assertThat(FanoutRecord.read(value, EMIT.headers())).isEmpty();
        Headers torn = new FanoutRecord(EMIT, "/", List.of()).headers().add("rooms", new byte[] {0, 9, 'a'});
        assertThat(FanoutRecord.read(value, torn)).isEmpty();
        Headers shorter = new FanoutRecord(EMIT, "/", List.of()).headers().add("rooms", new byte[] {0});
        assertThat(FanoutRecord.read(value, shorter)).isEmpty();
        Headers withoutEmit = EMIT.headers().remove("emit").add("namespace", new byte[] {'/'});
        assertThat(FanoutRecord.read(value, withoutEmit)).isEmpty();
        RoomRecord plain = RoomRecord.event(Bytes.utf8("[\"hi\"]"), List.of());
        assertThatThrownBy(() -> new FanoutRecord(plain, "/", new ArrayList<>()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static FanoutRecord read(FanoutRecord record) {
        return FanoutRecord.read(record.record().value().toArray(), record.headers())
                .orElseThrow();
    }
}
