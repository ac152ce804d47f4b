package io.roomlog.common.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomlog.common.bytes.Bytes;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordIdTest {
    private static final RoomRecord EVENT = RoomRecord.event(Bytes.utf8("[\"hi\"]"), List.of());

    @Test
    void textsThatAreCutElsewhereAreOthers() {
        assertThat(RecordId.of("a", "bc")).isNotEqualTo(RecordId.of("ab", "c")).isEqualTo(RecordId.of("a", "bc"));
        assertThat(RecordId.of("a", "b").bytes()).hasSize(RecordId.BYTES);
    }

    @Test
    void aGivenKeyCountsByRoomAndUser() {
        RoomRecord alices = EVENT.from("~sid", "alice", "key");
        assertThat(alices.recordId("room"))
                .isPresent()
                .isEqualTo(EVENT.from("~other", "alice", "key").recordId("room"));
        assertThat(alices.recordId("room"))
                .isNotEqualTo(EVENT.from("~sid", "bob", "key").recordId("room"));
        assertThat(alices.recordId("room")).isNotEqualTo(alices.recordId("other"));
        assertThat(EVENT.withId("key").recordId("room")).isPresent();
        assertThat(EVENT.recordId("room")).isEmpty();
    }

    @Test
    void aKeyThatAnEdgeHasMadeIsNoRepeatOfAny() {
        assertThat(EVENT.from("~sid", "alice", RoomRecord.madeId("~sid", 77)).recordId("room"))
                .isEmpty();
        assertThat(EVENT.from("~sid", "alice", "~sid").recordId("room")).isPresent();
        assertThat(EVENT.from("~sid", "alice", "~sidx").recordId("room")).isPresent();
    }

    /// What says at a glance whether there is an id agrees with what reads the record whole.
    @Test
    void aLookAtTheHeadersTellsTheSame() {
        for (RoomRecord record : List.of(
                EVENT,
                EVENT.withId("key"),
                EVENT.from("~sid", "alice", "key"),
                EVENT.from("~sid", "alice", "~sid"),
                EVENT.from("~sid", "alice", "~sid."),
                EVENT.from("~sid", "alice", RoomRecord.madeId("~sid", 77)),
                EVENT.from("~sid", "alice", RoomRecord.madeId("~sid", 77)).asCopyOf(RoomRecord.madeId("~sid", 77)))) {
            assertThat(RoomRecord.hasId(record.headers()))
                    .isEqualTo(record.recordId("room").isPresent());
        }
    }

    @Test
    void copiesOfAnEmitAreTheSameInARoomAndKnownInAll() {
        RoomRecord copy = EVENT.from("~sid", "alice", "key").asCopyOf("wide");
        assertThat(RoomRecord.read(copy.value().toArray(), copy.headers())).isEqualTo(copy);
        assertThat(copy.id()).contains("wide");
        assertThat(copy.recordId("room")).isNotEqualTo(copy.recordId("other"));
        assertThat(copy.emitId()).isPresent();
        assertThat(copy.emitId())
                .isNotEqualTo(EVENT.from("~sid", "bob", "key").asCopyOf("wide").emitId());
        assertThat(EVENT.emitId()).isEmpty();
    }
}
