package io.roomlog.common.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.SpanKind;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class TraceparentTest {
    private static final String GOOD = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    @Test
    void comesOutAsItWentIn() {
        assertThat(Traceparent.read(GOOD).map(Traceparent::write)).hasValue(GOOD);
    }

    @Test
    void ofALaterVersionTheFirstFieldsCount() {
        assertThat(Traceparent.read("cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-what-will-be")
                        .map(Traceparent::write))
                .hasValue(GOOD);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
                "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
                "00-00000000000000000000000000000000-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-1",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\n",
                "zz-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            })
    void whatIsNoneIsAsIfItHadNotCome(String text) {
        assertThat(Traceparent.read(text)).isEmpty();
        try (Tracing tracing = Tracing.off()) {
            assertThat(tracing.begin("publish", SpanKind.PRODUCER, Optional.of(text))
                            .traceparent())
                    .isEmpty();
        }
    }

    @Test
    void withoutAnExporterItIsHandedOnAsItCame() {
        String unsampled = GOOD.replaceAll("01$", "00");
        try (Tracing tracing = Tracing.off()) {
            for (String text : new String[] {GOOD, unsampled}) {
                assertThat(tracing.begin("publish", SpanKind.PRODUCER, Optional.of(text))
                                .with("rooms", 1)
                                .traceparent())
                        .hasValue(text);
            }
        }
    }
}
