package io.roomlog.deploy.top;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(20)
class ReadingTest {
    private static final String BEFORE = """
            # HELP a_total of a
            # TYPE a_total counter
            a_total{region="eu",kind="x"} 10
            a_total{region="eu",kind="y \\" }, z"} 1.0E3
            t_bucket{le="0.1"} 5
            t_bucket{le="0.2"} 5
            t_bucket{le="+Inf"} 5
            not a sample
            b NaN
            """;
    private static final String AFTER = """
            a_total{region="eu",kind="x"} 30
            a_total{region="eu",kind="y \\" }, z"} 1004 1700000000
            t_bucket{le="0.1"} 15
            t_bucket{le="0.2"} 25
            t_bucket{le="+Inf"} 26
            """;

    private final Reading reading = reading(BEFORE, AFTER, 2);

    private static Reading reading(String before, String after, double seconds) {
        return new Reading(List.of(new Reading.Span(Exposition.parse(before), Exposition.parse(after), seconds)));
    }

    @Test
    void labelsArePickedOutWhateverTheyHold() {
        assertThat(reading.now("a_total", "kind", "x")).isEqualTo(30);
        assertThat(reading.now("a_total", "kind", "y \\\" }, z")).isEqualTo(1004);
        assertThat(reading.now("a_total")).isEqualTo(1034);
        assertThat(reading.now("unknown")).isZero();
    }

    @Test
    void aRateIsGrowthInASecond() {
        assertThat(reading.rate("a_total", "kind", "x")).isEqualTo(10);
        assertThat(reading.grown("a_total")).isEqualTo(24);
    }

    @Test
    void aProcessThatHasBegunAnewCountsFromNothing() {
        assertThat(reading("a_total 1000", "a_total 6", 2).rate("a_total")).isEqualTo(3);
    }

    @Test
    void aQuantileIsOfWhatHasComeBetween() {
        // 10 up to 0.1, 10 up to 0.2, 1 above
        assertThat(reading.quantile("t", 0.5).orElseThrow()).isCloseTo(0.105, within(1e-9));
        assertThat(reading.quantile("t", 1).orElseThrow()).isCloseTo(0.2, within(1e-9));
        assertThat(reading(AFTER, AFTER, 1).quantile("t", 0.5)).isEmpty();
    }

    @Test
    void severalAreReadAsOne() {
        Reading two = new Reading(List.of(
                reading.spans().getFirst(),
                new Reading.Span(
                        Exposition.parse(""),
                        Exposition.parse("t_bucket{le=\"0.1\"} 0\nt_bucket{le=\"0.2\"} 79\nt_bucket{le=\"+Inf\"} 79"),
                        2)));
        assertThat(two.quantile("t", 0.5).orElseThrow()).isCloseTo(0.1 + 0.1 * 40 / 89, within(1e-9));
    }

    @ParameterizedTest
    @CsvSource({"0,0", "1.23,1.2", "340,340", "9999,9999", "12345,12.3k", "4500000,4.5M"})
    void amountsAreShort(double value, String shown) {
        assertThat(Column.amount(value)).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource({"0.00085,0.85ms", "0.0124,12ms", "1.25,1.3s"})
    void timesAreShort(double seconds, String shown) {
        assertThat(Column.time(OptionalDouble.of(seconds))).isEqualTo(shown);
    }

    @Test
    void noLineIsLongerThanTheTerminal() {
        String edge = "roomlog_sockets 123456789\nroomlog_published_total 99999999\nprocess_cpu_usage 12";
        Map<String, View.Look> looks = Map.of(
                "an-edge-with-a-very-long-name.example.com:3001",
                new View.Look("edge", Optional.of(reading("", edge, 0.001)), Optional.empty()),
                "gone:3001",
                new View.Look("", Optional.empty(), Optional.of("down: " + "no".repeat(100))));
        for (int columns : new int[] {20, 80, 200}) {
            assertThat(View.lines(looks, columns))
                    .isNotEmpty()
                    .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(columns));
        }
    }
}
