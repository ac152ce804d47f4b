package io.roomlog.deploy.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class JsonLayoutTest {
    private static JsonNode written(String message, Throwable failure) throws Exception {
        LoggingEvent event = new LoggingEvent(
                JsonLayoutTest.class.getName(),
                new LoggerContext().getLogger("io.roomlog.edge.Some"),
                Level.WARN,
                message,
                failure,
                new Object[0]);
        String line = new JsonLayout().doLayout(event);
        assertThat(line).endsWith("}\n").hasLineCount(1);
        return new ObjectMapper().readTree(line);
    }

    @Test
    void keysAndValuesAreFields() throws Exception {
        JsonNode line = written("record set aside partition=3 offset=17 reason=not a JSON array", null);
        assertThat(line.get("level").asText()).isEqualTo("WARN");
        assertThat(line.get("logger").asText()).isEqualTo("io.roomlog.edge.Some");
        assertThat(line.get("ts").asText()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d+Z");
        assertThat(line.get("msg").asText()).startsWith("record set aside");
        assertThat(line.get("fields"))
                .isEqualTo(new ObjectMapper()
                        .readTree("{\"partition\":\"3\",\"offset\":\"17\",\"reason\":\"not a JSON array\"}"));
        assertThat(line.has("error")).isFalse();
    }

    @Test
    void whateverATextHoldsItStaysOneLine() throws Exception {
        assertThat(written("a \"quoted\"\nline\u0000\u2028 x=1", null)
                        .get("msg")
                        .asText())
                .isEqualTo("a \"quoted\"\nline\u0000\u2028 x=1");
        assertThat(written("nothing to pick", null).has("fields")).isFalse();
    }

    @Test
    void aStackTraceIsInIt() throws Exception {
        assertThat(written("failed", new IllegalStateException("why"))
                        .get("error")
                        .asText())
                .contains("IllegalStateException: why")
                .contains("JsonLayoutTest");
    }
}
