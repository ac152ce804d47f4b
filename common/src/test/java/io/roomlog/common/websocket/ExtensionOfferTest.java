package io.roomlog.common.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomlog.common.websocket.ExtensionOffer.Parameter;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExtensionOfferTest {
    @Test
    void readsOffersWithTheirParameters() {
        assertThat(ExtensionOffer.parse("a; b=1; c ; d=\"x\\y\"\t,  e;b;b"))
                .contains(List.of(
                        new ExtensionOffer(
                                "a",
                                List.of(
                                        parameter("b", "1"),
                                        new Parameter("c", Optional.empty()),
                                        parameter("d", "xy"))),
                        new ExtensionOffer(
                                "e",
                                List.of(new Parameter("b", Optional.empty()), new Parameter("b", Optional.empty())))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ",", " , ,\t"})
    void elementsOfAListMayBeEmpty(String header) {
        assertThat(ExtensionOffer.parse(header)).contains(List.of());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ";",
                "a;",
                "a;;b",
                "a b",
                "a;b=",
                "a;b==c",
                "a;=1",
                "=",
                "a;b=\"",
                "a;b=\"\"",
                "a;b=\"c",
                "a;b=\"c d\"",
                "a;b=\"c\\",
                "a;b=\"c\\\"\"",
                "a;b=\"c\"d",
                "a/b",
                "a;b=(c)",
                "é",
                "a,b;",
                "a;b c"
            })
    void whatIsMalformedIsNoOffer(String header) {
        assertThat(ExtensionOffer.parse(header)).isEmpty();
    }

    private static Parameter parameter(String name, String value) {
        return new Parameter(name, Optional.of(value));
    }
}
