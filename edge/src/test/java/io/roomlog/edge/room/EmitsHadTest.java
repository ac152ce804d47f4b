package io.roomlog.edge.room;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class EmitsHadTest {
    private static final long SPAN = RecentIds.SPAN.toMillis();
    private static final long NOON = 1_700_000_000_000L;

    @Test
    void theFirstCopyCounts() {
        EmitsHad emits = new EmitsHad(2, Long.MIN_VALUE);
        assertThat(emits.isUnsure(1, NOON)).isFalse();
        assertThat(emits.add(7, NOON)).isTrue();
        assertThat(emits.add(0, NOON)).isTrue();
        assertThat(emits.add(0, NOON)).isFalse();
        assertThat(emits.add(7, NOON + SPAN - 1)).isFalse();
    }

    @Test
    void copiesOfOtherPartitionsMayHaveEarlierStamps() {
        EmitsHad emits = new EmitsHad(2, Long.MIN_VALUE);
        emits.add(7, NOON);
        assertThat(emits.add(7, NOON - 3)).isFalse();
    }

    @Test
    void ofOneThatCameBackNothingIsKnownUntilItHasBeenLookedAt() {
        EmitsHad emits = new EmitsHad(2, Long.MAX_VALUE);
        assertThat(emits.isUnsure(1, NOON)).isTrue();
        emits.knowBefore(1, NOON);
        assertThat(emits.isUnsure(1, NOON)).isFalse();
        assertThat(emits.isUnsure(1, NOON + 1)).isFalse();
        assertThat(emits.isUnsure(1, NOON - Duration.ofMinutes(2).toMillis())).isTrue();
    }

    /// Ten a second for as long as they count, read back in no order: none is forgotten while others come.
    @Test
    void thousandsAreRemembered() {
        EmitsHad emits = new EmitsHad(2, Long.MIN_VALUE);
        long[] numbers = new SplittableRandom(1).longs(3_000).toArray();
        for (int i = 0; i < numbers.length; i++) {
            assertThat(emits.add(numbers[i], NOON + 100L * (numbers.length - i)))
                    .isTrue();
        }
        for (long number : numbers) {
            assertThat(emits.add(number, NOON + SPAN)).isFalse();
        }
    }

    @Test
    void theOldGoAndTheYoungStay() {
        EmitsHad emits = new EmitsHad(2, Long.MIN_VALUE);
        long[] numbers = new SplittableRandom(2).longs(10_000).toArray();
        long step = 100;
        for (int i = 0; i < numbers.length; i++) {
            assertThat(emits.add(numbers[i], NOON + step * i)).isTrue();
        }
        long end = NOON + step * numbers.length;
        int kept = (int) (SPAN / step);
        for (int i = numbers.length - kept; i < numbers.length; i++) {
            assertThat(emits.add(numbers[i], end)).isFalse();
        }
        assertThat(emits.add(numbers[0], end)).isTrue();
    }
}
