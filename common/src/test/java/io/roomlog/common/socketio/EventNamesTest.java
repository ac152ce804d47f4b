package io.roomlog.common.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomlog.common.bytes.Bytes;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventNamesTest {
    @ParameterizedTest
    @ValueSource(strings = {"[\"a\"]", "[\"\"]", "[1]", "[-1.5e3,2]", "[\"Connect\"]", "[\"a\",\"connect\"]"})
    void stringsAndNumbersAreNames(String array) {
        assertThat(EventNames.problemWithEvent(parse(array))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "[null]",
                "[true]",
                "[{}]",
                "[[\"a\"]]",
                "[\"connect\"]",
                "[\"connect_error\"]",
                "[\"disconnect\"]",
                "[\"disconnecting\"]",
                "[\"newListener\"]",
                "[\"removeListener\"]",
                "[ \"\\u0063onnect\"]"
            })
    void whatMakesStockClientsDropTheConnectionIsNoEvent(String array) {
        assertThat(EventNames.problemWithEvent(parse(array))).isPresent();
    }

    private static Arguments parse(String array) {
        return (Arguments) Arguments.parse(Bytes.utf8(array), List.of());
    }
}
