package io.roomlog.edge.history;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ChunkSizeTest {
    private static final double QUICK = 0.001;
    private static final double SLOW = 0.9;

    @Test
    void readersWhoBeginAtDifferentPlacesMeetAtTheSameBorders() {
        ChunkSize size = new ChunkSize();
        assertThat(size.beginOf(1_025)).isEqualTo(1_024);
        assertThat(size.beginOf(1_024)).isEqualTo(768);
        assertThat(size.beginOf(770)).isEqualTo(768);
        assertThat(size.beginOf(1)).isZero();
        assertThat(size.endOf(0)).isEqualTo(256);
        assertThat(size.endOf(255)).isEqualTo(256);
        assertThat(size.endOf(256)).isEqualTo(512);
    }

    @Test
    void whatIsRecentAreTheFirstTwoChunks() {
        ChunkSize size = new ChunkSize();
        long begin = size.beginOf(100_000);
        long end = size.endOf(100_000);
        size.took(QUICK);
        assertThat(ChunkSize.recentBefore(100_000)).isEqualTo(size.beginOf(begin));
        assertThat(ChunkSize.recentBehind(100_000)).isEqualTo(size.endOf(end));
        assertThat(ChunkSize.recentBefore(0)).isNegative();
    }

    @Test
    void growsWhileReadsAreQuickAndShrinksWhenTheyAreSlow() {
        ChunkSize size = new ChunkSize();
        for (int i = 0; i < 10; i++) {
            size.took(QUICK);
        }
        assertThat(size.endOf(0)).isEqualTo(65_536);
        size.took(SLOW);
        assertThat(size.endOf(0)).isEqualTo(16_384);
        for (int i = 0; i < 10; i++) {
            size.took(SLOW);
        }
        assertThat(size.endOf(0)).isEqualTo(256);
    }
}
