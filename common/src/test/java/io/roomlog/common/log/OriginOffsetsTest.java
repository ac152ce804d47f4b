package io.roomlog.common.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomlog.common.cursor.Epoch;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class OriginOffsetsTest {
    private final OriginOffsets had = new OriginOffsets();

    private static Origin origin(long epoch, long offset) {
        return new Origin("us", new Epoch(epoch), offset, OptionalLong.empty());
    }

    @Test
    void withinAnEpochOffsetsRise() {
        assertThat(had.isAhead(origin(1, 0))).isTrue();
        had.reach(origin(1, 7));
        assertThat(had.isAhead(origin(1, 7))).isFalse();
        assertThat(had.isAhead(origin(1, 8))).isTrue();
        had.reach(origin(1, 3));
        assertThat(had.isAhead(origin(1, 7))).isFalse();
    }

    @Test
    void eachEpochBeginsAnew() {
        had.reach(origin(1, 7));
        assertThat(had.isAhead(origin(2, 0))).isTrue();
        had.reach(origin(2, 5));
        assertThat(had.isAhead(origin(1, 7))).isFalse();
        assertThat(had.isAhead(origin(2, 6))).isTrue();
    }
}
