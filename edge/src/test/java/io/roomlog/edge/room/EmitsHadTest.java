package io.roomlog.edge.room;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EmitsHadTest {
    private static final long SPAN = RecentIds.SPAN.toMillis();
    private static final long NOON = 1_700_000_000_000L;

    @Test
    void theFirstCopyCounts() {
        EmitsHad emits = new EmitsHad(Long.MIN_VALUE);
        assertThat(emits.isUnsure(NOON)).isFalse();
        assertThat(emits.add(7, NOON)).isTrue();
        assertThat(emits.add(8, NOON)).isTrue();
        assertThat(emits.add(7, NOON + SPAN - 1)).isFalse();
        assertThat(emits.add(7, NOON + SPAN)).isTrue();
    }

    @Test
    void copiesOfOtherPartitionsMayHaveEarlierStamps() {
        EmitsHad emits = new EmitsHad(Long.MIN_VALUE);
        emits.add(7, NOON);
        assertThat(emits.add(7, NOON - 3)).isFalse();
    }

    @Test
    void ofOneThatCameBackNothingIsKnownUntilItHasBeenLookedAt() {
        EmitsHad emits = new EmitsHad(Long.MAX_VALUE);
        assertThat(emits.isUnsure(NOON)).isTrue();
        emits.knowBefore(NOON);
        assertThat(emits.isUnsure(NOON)).isFalse();
        assertThat(emits.isUnsure(NOON + 1)).isFalse();
        assertThat(emits.isUnsure(NOON - 1)).isTrue();
    }

    @Test
    void holdsManyAndForgetsTheOld() {
        EmitsHad emits = new EmitsHad(Long.MIN_VALUE);
        for (int i = 0; i < 5_000; i++) {
            assertThat(emits.add(i, NOON + i)).isTrue();
        }
        for (int i = 4_500; i < 5_000; i++) {
            assertThat(emits.add(i, NOON + 5_000)).isFalse();
        }
    }
}
