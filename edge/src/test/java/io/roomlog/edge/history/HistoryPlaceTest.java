package io.roomlog.edge.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomlog.common.cursor.Cursor;
import io.roomlog.common.cursor.CursorHead;
import io.roomlog.common.cursor.Epoch;
import io.roomlog.common.cursor.PositionVector;
import io.roomlog.common.cursor.RoomPlace;
import io.roomlog.common.cursor.SessionPointer;
import io.roomlog.edge.history.HistoryPlace.At;
import io.roomlog.edge.history.HistoryPlace.InSlot;
import io.roomlog.edge.history.HistoryPlace.OtherLog;
import io.roomlog.edge.history.HistoryPlace.Unsaid;
import io.roomlog.edge.log.Origins;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HistoryPlaceTest {
    private static final Epoch EPOCH = new Epoch(1);
    private static final Epoch US = new Epoch(2);
    private static final Epoch AP = new Epoch(3);
    private static final Epoch STRANGE = new Epoch(9);
    private static final int PARTITION = 3;
    private static final Origins ORIGINS = new Origins(List.of("local"), EPOCH, 8, change -> {});

    @Test
    void aMessageLiesNeitherBeforeNorBehindItself() {
        String text = text(CursorHead.ofMessage(List.of(EPOCH)), Map.of(PARTITION, 8L));
        assertThat(HistoryPlace.of(text, PARTITION, ORIGINS)).contains(place(text, new At(8, 7)));
    }

    @Test
    void ofASocketsPositionsThatOfTheRoomsPartitionCounts() {
        CursorHead head = new CursorHead(List.of(EPOCH), Optional.of(new SessionPointer(0, 1, 2)));
        String text = text(head, Map.of(1, 100L, PARTITION, 8L, 4, 0L));
        assertThat(HistoryPlace.of(text, PARTITION, ORIGINS)).contains(place(text, new At(8, 8)));
    }

    @Test
    void whatDoesNotCoverThePartitionIsNone() {
        String text = text(CursorHead.ofMessage(List.of(EPOCH)), Map.of(4, 8L));
        assertThat(HistoryPlace.of(text, PARTITION, ORIGINS)).isEmpty();
        assertThat(HistoryPlace.of("x", PARTITION, ORIGINS)).isEmpty();
    }

    /// Another partition count makes another epoch, so that the partitions of its offsets mean nothing.
    @Test
    void anotherLogsIsOneWhateverItCovers() {
        String text = text(CursorHead.ofMessage(List.of(STRANGE)), Map.of(4, 8L));
        assertThat(HistoryPlace.of(text, PARTITION, ORIGINS)).contains(place(text, new OtherLog()));
    }

    // ---- with several regions

    @Test
    void aMessageAmongThoseOfAllOriginsIsTheSameInEachRegion() {
        Origins eu = origins("eu", EPOCH, "us", US);
        Origins us = origins("us", US, "eu", EPOCH);
        String ofEu = eu.messageOffset(eu.slots().slot(0, PARTITION), RoomPlace.of(8, 20));
        String ofUs = eu.messageOffset(eu.slots().slot(1, PARTITION), RoomPlace.of(8, 20));
        assertThat(HistoryPlace.of(ofEu, PARTITION, eu)).contains(place(ofEu, new At(8, 7), new At(20, 20)));
        assertThat(HistoryPlace.of(ofEu, PARTITION, us)).contains(place(ofEu, new At(20, 20), new At(8, 7)));
        assertThat(HistoryPlace.of(ofUs, PARTITION, eu)).contains(place(ofUs, new At(8, 8), new At(20, 19)));
        assertThat(HistoryPlace.of(ofUs, PARTITION, us)).contains(place(ofUs, new At(20, 19), new At(8, 8)));
        assertThat(us.messageOffset(us.slots().slot(0, PARTITION), RoomPlace.of(20, 8)))
                .isEqualTo(ofUs);
    }

    @Test
    void anAcksSaysNothingOfOtherOrigins() {
        Origins us = origins("us", US, "eu", EPOCH);
        String ack = us.messageOffset(PARTITION, 7);
        assertThat(HistoryPlace.of(ack, PARTITION, us)).contains(place(ack, new At(8, 7), new Unsaid()));
        assertThat(HistoryPlace.of(ack, PARTITION, origins("eu", EPOCH, "us", US)))
                .contains(place(ack, new Unsaid(), new At(8, 7)));
    }

    /// Of what was not known where it was made, nothing had been had there; of what is not known here, nothing is here.
    @Test
    void anOriginOfWhichNothingHadComeHasItsBeginning() {
        Origins eu = origins("eu", EPOCH, "us", US);
        String early = text(new CursorHead(List.of(US, Origins.UNKNOWN), Optional.empty()), Map.of(PARTITION, 8L));
        assertThat(HistoryPlace.of(early, PARTITION, eu)).contains(place(early, new At(0, 0), new At(8, 8)));
        Origins alone = new Origins(List.of("eu", "ap"), EPOCH, 8, change -> {});
        String both = text(new CursorHead(List.of(AP, EPOCH), Optional.empty()), 1, Map.of(PARTITION, 8L));
        assertThat(HistoryPlace.of(both, PARTITION, alone)).contains(place(both, new At(8, 8), new At(0, 0)));
    }

    @Test
    void anOriginsOtherLifeIsAnotherLogThereAlone() {
        String text = text(new CursorHead(List.of(US, STRANGE), Optional.empty()), Map.of(PARTITION, 8L));
        assertThat(HistoryPlace.of(text, PARTITION, origins("eu", EPOCH, "us", US)))
                .contains(place(text, new OtherLog(), new At(8, 8)));
    }

    private static Origins origins(String own, Epoch epoch, String other, Epoch its) {
        Origins origins = new Origins(List.of(own, other), epoch, 8, change -> {});
        origins.learn(1, its, Set.of());
        return origins;
    }

    private static HistoryPlace place(String text, InSlot... places) {
        return new HistoryPlace(text, List.of(places));
    }

    private static String text(CursorHead head, Map<Integer, Long> positions) {
        return text(head, 0, positions);
    }

    private static String text(CursorHead head, int origin, Map<Integer, Long> positions) {
        Map<Long, Long> bySlot = new HashMap<>();
        positions.forEach((partition, next) -> bySlot.put(PositionVector.slot(origin, partition), next));
        return new Cursor(head, PositionVector.of(bySlot)).encode();
    }
}
