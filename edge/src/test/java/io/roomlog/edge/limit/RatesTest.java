package io.roomlog.edge.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RatesTest {
    private static final int PER_SECOND = 10;

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5); // clocks may overflow
    private final Rates rates = new Rates(PER_SECOND, nanos::get);

    @Test
    void asManyAsInASecondAtOnceAndThenOneByOne() {
        assertThat(taken("a", 100)).isEqualTo(PER_SECOND);
        nanos.addAndGet(Duration.ofMillis(250).toNanos());
        assertThat(taken("a", 100)).isEqualTo(2);
        nanos.addAndGet(Duration.ofMillis(50).toNanos());
        assertThat(taken("a", 100)).isEqualTo(1);
        nanos.addAndGet(Duration.ofHours(1).toNanos());
        assertThat(taken("a", 100)).isEqualTo(PER_SECOND);
    }

    @Test
    void eachHasItsOwn() {
        assertThat(taken("a", 100)).isEqualTo(PER_SECOND);
        assertThat(taken("b", 100)).isEqualTo(PER_SECOND);
    }

    @Test
    void whoTakesNothingIsForgotten() {
        for (int i = 0; i < 1_000_000; i++) {
            rates.take("name-" + i);
            nanos.addAndGet(Duration.ofMillis(1).toNanos());
        }
        assertThat(rates.size()).isLessThan(3_000);
    }

    @Test
    void whoHasTakenAllIsNotForgotten() {
        taken("a", PER_SECOND);
        for (int i = 0; i < 100_000; i++) {
            rates.take("name-" + i);
        }
        assertThat(taken("a", 1)).isZero();
    }

    @Test
    void noBoundIsNoBound() {
        Rates none = new Rates(0, nanos::get);
        assertThat(IntStream.range(0, 100_000)).allMatch(i -> none.take("a"));
        assertThat(none.size()).isZero();
    }

    private long taken(String name, int asked) {
        return IntStream.range(0, asked).filter(i -> rates.take(name)).count();
    }
}
