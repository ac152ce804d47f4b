package io.roomlog.edge.room;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomlog.common.log.RecordId;
import io.roomlog.edge.room.RecentIds.Keyed;
import io.roomlog.edge.room.RecentIds.Verdict;
import io.roomlog.edge.room.RecentIds.Window;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class RecentIdsTest {
    private static final long SPAN = RecentIds.SPAN.toMillis();
    private static final long NOON = 1_700_000_000_000L;
    private static final RecordId A = RecordId.of("a");
    private static final RecordId B = RecordId.of("b");

    private final RecentIds recent = new RecentIds(2);

    @Test
    void fromTheBeginningOfTheLogNothingHasToBeLearned() {
        recent.open(0, 0);
        assertThat(recent.take(0, A, 3, NOON)).isEqualTo(Verdict.FIRST);
        assertThat(recent.take(0, A, 9, NOON + SPAN - 1)).isEqualTo(Verdict.REPEAT);
        assertThat(recent.take(0, B, 10, NOON + SPAN)).isEqualTo(Verdict.FIRST);
    }

    /// Counted or not: a repeat is repeated as the first is.
    @Test
    void aRepeatKeepsTheKeyFromBeingUsedAnew() {
        recent.open(0, 0);
        recent.take(0, A, 0, NOON);
        assertThat(recent.take(0, A, 1, NOON + SPAN - 1)).isEqualTo(Verdict.REPEAT);
        assertThat(recent.take(0, A, 2, NOON + 2 * SPAN - 2)).isEqualTo(Verdict.REPEAT);
        assertThat(recent.firstOf(0, A, 2)).hasValue(0);
        assertThat(recent.take(0, A, 3, NOON + 3 * SPAN - 2)).isEqualTo(Verdict.FIRST);
        assertThat(recent.firstOf(0, A, 3)).hasValue(3);
    }

    @Test
    void whatLiesBeforeAPartitionWasOpenedHasToBeLearned() {
        recent.open(0, 100);
        recent.pass(0, NOON);
        assertThat(recent.take(0, A, 101, NOON + 10)).isEqualTo(Verdict.UNKNOWN);
        Window window = recent.window(0);
        assertThat(recent.learn(
                        0,
                        window,
                        List.of(new Keyed(A, 40, NOON - 2 * SPAN), new Keyed(A, 50, NOON - SPAN + 11)),
                        NOON - 2 * SPAN))
                .isTrue();
        assertThat(recent.take(0, A, 101, NOON + 10)).isEqualTo(Verdict.REPEAT);
        assertThat(recent.firstOf(0, A, 101)).hasValue(50);
        assertThat(recent.look(0, A, 101, NOON)).isEqualTo(Verdict.REPEAT);
        assertThat(recent.look(0, A, 50, NOON - SPAN - 1)).isEqualTo(Verdict.UNKNOWN);
        assertThat(recent.look(0, A, 50, NOON - SPAN + 11)).isEqualTo(Verdict.FIRST);
        assertThat(recent.firstOf(0, A, 50)).isEmpty();
        assertThat(recent.take(0, B, 102, NOON + 10)).isEqualTo(Verdict.FIRST);
    }

    @Test
    void aPartitionThatHasBeenOpenForLongEnoughKnowsByItself() {
        recent.open(0, 100);
        recent.pass(0, NOON);
        assertThat(recent.take(0, A, 500, NOON + SPAN - 1)).isEqualTo(Verdict.UNKNOWN);
        assertThat(recent.take(0, A, 500, NOON + SPAN)).isEqualTo(Verdict.FIRST);
        assertThat(recent.take(0, A, 501, NOON + SPAN + 5)).isEqualTo(Verdict.REPEAT);
    }

    @Test
    void whatIsLearnedOfAPartitionThatWasOpenedAnewSinceIsForNobody() {
        recent.open(0, 100);
        Window window = recent.window(0);
        recent.open(0, 200);
        assertThat(recent.learn(0, window, List.of(), NOON)).isFalse();
        recent.close(0);
        assertThat(recent.look(0, A, 300, NOON)).isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void saysOfRecordsThatHaveComeWhatTheyAre() {
        recent.open(1, 0);
        recent.take(1, A, 5, NOON);
        recent.take(1, A, 7, NOON + 1);
        assertThat(recent.look(1, A, 5, NOON)).isEqualTo(Verdict.FIRST);
        assertThat(recent.look(1, A, 7, NOON)).isEqualTo(Verdict.REPEAT);
        assertThat(recent.look(1, A, 4, NOON)).isEqualTo(Verdict.UNKNOWN);
        assertThat(recent.look(1, A, 8, NOON)).isEqualTo(Verdict.UNKNOWN);
        assertThat(recent.look(1, B, 5, NOON)).isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void tellsTheFirstOfOneThatIsYetToComeOrThatItNeverWill() {
        recent.open(0, 0);
        CompletableFuture<Long> second = recent.first(0, 8);
        CompletableFuture<Long> never = recent.first(0, 9);
        recent.take(0, A, 6, NOON);
        recent.take(0, A, 8, NOON + 1);
        assertThat(second).isCompletedWithValue(6L);
        recent.close(0);
        assertThat(never).isCancelled();
        assertThat(recent.first(0, 10)).isCancelled();
    }

    @Test
    void theOldGoAndTheYoungStay() {
        IdTable table = new IdTable(1_000);
        for (int i = 0; i < 10_000; i++) {
            table.put(RecordId.of("id" + i), i, NOON + i, false, NOON + i - 500);
        }
        for (int i = 9_600; i < 10_000; i++) {
            assertThat(table.hasBehind(RecordId.of("id" + i), NOON)).isTrue();
        }
        assertThat(table.hasBehind(RecordId.of("id1"), NOON)).isFalse();
    }

    /// Memory has a bound: what is more than that in the time is forgotten, the oldest first.
    @Test
    void beyondTheBoundTheOldestGo() {
        IdTable table = new IdTable(1_000);
        for (int i = 0; i < 10_000; i++) {
            table.put(RecordId.of("id" + i), i, NOON + i, false, NOON - 1);
        }
        assertThat(table.hasBehind(RecordId.of("id1"), NOON - 1)).isFalse();
        assertThat(table.hasBehind(RecordId.of("id9999"), NOON)).isTrue();
    }

    @Test
    void ofOneInstantTheBoundHoldsToo() {
        IdTable table = new IdTable(100);
        for (int i = 0; i < 1_000; i++) {
            table.put(RecordId.of("id" + i), i, NOON, false, NOON - 1);
        }
        assertThat(table.hasBehind(RecordId.of("id999"), NOON - 1)).isTrue();
    }
}
