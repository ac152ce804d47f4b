package io.roomlog.edge.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomlog.common.cursor.Cursor;
import io.roomlog.common.cursor.CursorHead;
import io.roomlog.common.cursor.Epoch;
import io.roomlog.common.cursor.PositionVector;
import io.roomlog.common.cursor.SessionPointer;
import io.roomlog.edge.log.Origins;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HistoryPlaceTest {
    private static final Epoch EPOCH = new Epoch(1);
    private static final int PARTITION = 3;
    private static final Origins ORIGINS = new Origins(List.of("local"), EPOCH, 8, change -> {});

    @Test
    void aMessageLiesNeitherBeforeNorBehindItself() {
        String text = text(CursorHead.ofMessage(EPOCH), Map.of(PARTITION, 8L));
        assertThat(HistoryPlace.of(text, PARTITION, ORIGINS)).contains(new HistoryPlace(text, true, 8, 7));
    }

    @Test
    void ofASocketsPositionsThatOfTheRoomsPartitionCounts() {
        CursorHead head = new CursorHead(List.of(EPOCH), Optional.of(new SessionPointer(0, 1, 2)));
        String text = text(head, Map.of(1, 100L, PARTITION, 8L, 4, 0L));
        assertThat(HistoryPlace.of(text, PARTITION, ORIGINS)).contains(new HistoryPlace(text, true, 8, 8));
    }

    @Test
    void whatDoesNotCoverThePartitionIsNone() {
        String text = text(CursorHead.ofMessage(EPOCH), Map.of(4, 8L));
        assertThat(HistoryPlace.of(text, PARTITION, ORIGINS)).isEmpty();
        assertThat(HistoryPlace.of("x", PARTITION, ORIGINS)).isEmpty();
    }

    /// Another partition count makes another epoch, so that the partitions of its offsets mean nothing.
    @Test
    void anotherLogsIsOneWhateverItCovers() {
        String text = text(CursorHead.ofMessage(new Epoch(2)), Map.of(4, 8L));
        assertThat(HistoryPlace.of(text, PARTITION, ORIGINS)).contains(new HistoryPlace(text, false, 0, 0));
    }

    private static String text(CursorHead head, Map<Integer, Long> positions) {
        return new Cursor(head, PositionVector.of(0, positions)).encode();
    }
}
