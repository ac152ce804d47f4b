package io.roomlog.edge.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomlog.common.cursor.Cursor;
import io.roomlog.common.cursor.CursorHead;
import io.roomlog.common.cursor.Epoch;
import io.roomlog.common.cursor.PositionVector;
import io.roomlog.common.cursor.RoomPlace;
import io.roomlog.common.cursor.SessionPointer;
import io.roomlog.common.log.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class OriginsTest {
    private static final Epoch EU = new Epoch(0xe);
    private static final Epoch US = new Epoch(0x5);
    private static final Epoch AP = new Epoch(0xa);
    private static final String US_ROOMS = "us.roomlog.rooms";
    private static final int PARTITIONS = 4;

    private final List<String> changes = new ArrayList<>();
    private final Origins origins = new Origins(List.of("eu", "us", "ap"), EU, PARTITIONS, changes::add);

    private static Origin origin(Epoch epoch) {
        return new Origin("us", epoch, 7, OptionalLong.empty());
    }

    private static Cursor cursor(List<Epoch> epochs, Optional<SessionPointer> session, Map<Long, Long> positions) {
        return new Cursor(new CursorHead(epochs, session), PositionVector.of(positions));
    }

    @Test
    void aSlotIsAPartitionOfAnOriginsTopic() {
        assertThat(origins.rooms(2)).isEqualTo(new TopicPartition("roomlog.rooms", 2));
        assertThat(origins.rooms(PARTITIONS + 2)).isEqualTo(new TopicPartition(US_ROOMS, 2));
        for (int slot = 0; slot < origins.slots().count(); slot++) {
            assertThat(origins.slot(origins.rooms(slot))).isEqualTo(slot);
        }
    }

    @Test
    void ofAnOriginTheFirstLifeThatComesIsThePresentOneAndAnotherIsAChange() {
        assertThat(origins.isCurrent(US_ROOMS, origin(US))).isTrue();
        assertThat(origins.epochs()).startsWith(EU, US);
        assertThat(changes).isEmpty();
        assertThat(origins.isCurrent(US_ROOMS, origin(new Epoch(9)))).isFalse();
        assertThat(changes).singleElement().asString().contains("region us");
    }

    @Test
    void aLifeThatIsPastIsNoChange() {
        origins.learn(1, US, Set.of(US, new Epoch(9)));
        assertThat(origins.isCurrent(US_ROOMS, origin(new Epoch(9)))).isFalse();
        assertThat(origins.isCurrent(US_ROOMS, origin(US))).isTrue();
        assertThat(changes).isEmpty();
    }

    /// The edges of each region number origins otherwise.
    @Test
    void aCursorsPlacesAreFoundByTheEpochsThatItNames() {
        origins.learn(1, US, Set.of());
        Cursor cursor = cursor(
                List.of(US, EU),
                Optional.of(new SessionPointer(0, 3, 40)),
                Map.of(PositionVector.slot(0, 2), 20L, PositionVector.slot(1, 2), 30L));
        assertThat(origins.know(cursor)).isTrue();
        assertThat(origins.positions(cursor))
                .isEqualTo(
                        Map.of(origins.slots().slot(1, 2), 20L, origins.slots().slot(0, 2), 30L));
        assertThat(origins.session(cursor)).contains(new SessionPointer(1, 3, 40));
    }

    @Test
    void aCursorOfAnotherLifeIsNotKnown() {
        origins.learn(1, US, Set.of());
        assertThat(origins.know(cursor(List.of(EU, new Epoch(9)), Optional.empty(), Map.of(0L, 1L))))
                .isFalse();
    }

    /// As of an edge that has heard nothing of one of its regions yet.
    @Test
    void ofAnOriginOfWhichNothingHasComeACursorSaysNothing() {
        Cursor cursor = cursor(origins.epochs(), Optional.empty(), Map.of(1L, 5L, PositionVector.slot(1, 1), 0L));
        assertThat(origins.know(cursor)).isTrue();
        assertThat(origins.positions(cursor)).isEqualTo(Map.of(1, 5L));
    }

    @Test
    void aRecordsPlacesAreFoundByItsEpochsOrAreThoseOfItsRegionAlone() {
        origins.learn(1, US, Set.of());
        assertThat(origins.numbering(List.of(US, AP, EU), 1)).containsExactly(2, 0, -1);
        assertThat(origins.numbering(List.of(), 1)).containsExactly(-1, 0, -1);
        assertThat(RoomPlace.of(1, 2, 3).reordered(new int[] {2, 0, -1})).isEqualTo(RoomPlace.of(3, 1, 0));
    }
}
