package io.roomlog.deploy.tail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(10)
class BeginTest {
    private static final Clock NOON = Clock.fixed(Instant.parse("2026-11-28T12:00:00Z"), ZoneOffset.UTC);

    @Test
    void allFormsAreUnderstood() {
        assertThat(Begin.parse("beginning", NOON)).isEqualTo(new Begin.Beginning());
        assertThat(Begin.parse("end", NOON)).isEqualTo(new Begin.End());
        assertThat(Begin.parse("1234", NOON)).isEqualTo(new Begin.At(1234));
        assertThat(Begin.parse("10m", NOON)).isEqualTo(new Begin.Since(Instant.parse("2026-11-28T11:50:00Z")));
        assertThat(Begin.parse("2026-11-28T10:00:00Z", NOON))
                .isEqualTo(new Begin.Since(Instant.parse("2026-11-28T10:00:00Z")));
        assertThat(Begin.parse("2026-11-28T10:00:00+02:00", NOON))
                .isEqualTo(new Begin.Since(Instant.parse("2026-11-28T08:00:00Z")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "start", "10 m", "2026-11-28", "9999999999999999999", "2026-13-28T10:00:00Z"})
    void allElseIsRefusedWithTheForms(String text) {
        assertThatThrownBy(() -> Begin.parse(text, NOON))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'" + text + "' must be beginning, end, an offset, a time ago as 10m, or a time as"
                        + " 2026-11-28T10:00:00Z");
    }
}
