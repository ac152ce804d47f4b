package io.roomlog.deploy.bench.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MessageTest {
    private static final String START = "42[\"b\",\"";

    @Test
    void whatIsWrittenIntoAMessageIsReadFromIt() {
        assertReadAsWritten(0, 0, 0);
        assertReadAsWritten(9_999, 123_456_789, 1_234_567_890_123_456_789L);
        assertReadAsWritten(Integer.MAX_VALUE, Integer.MAX_VALUE, Long.MAX_VALUE);
        assertReadAsWritten(1, 2, -1);
        assertReadAsWritten(1, 2, 0x1_8000_0000L);
    }

    @Test
    void aMessageHasTheLengthThatIsAskedForAndIsJson() throws Exception {
        for (int length : new int[] {Message.LEAST, 204, 10_000}) {
            String text = START + filled(length, 5, 6, 7) + "\"]";
            assertThat(text).hasSize(length);
            JsonNode event = new ObjectMapper().readTree(text.substring(2));
            assertThat(event.get(0).asText()).isEqualTo("b");
            assertThat(event).hasSize(2);
        }
    }

    @Test
    void otherTextsAreNoMessages() {
        for (String text : List.of("", "2", "42[\"user-joined\",{\"room\":\"abcdefghijklmnopqrstuvwxyz\"}]", START)) {
            ByteBuffer buffer = buffer(text);
            assertThat(Message.is(buffer, 0, buffer.limit())).isFalse();
        }
    }

    @Test
    void theMessagesOfAHistoryAreFoundInOrder() {
        StringBuilder answer = new StringBuilder("43[{\"ok\":true,\"history\":[");
        for (int i = 40; i < 60; i++) {
            answer.append("{\"event\":\"b\",\"args\":[\"")
                    .append(filled(204, 1, i, 99))
                    .append("\"],\"user\":\"args\",\"offset\":\"x\"},");
        }
        ByteBuffer buffer = buffer(answer + "]}]");
        List<Integer> found = new ArrayList<>();
        assertThat(Message.each(buffer, 0, buffer.limit(), found::add)).isEqualTo(20);
        assertThat(found).hasSize(20).startsWith(40, 41).isSorted();
        assertThat(Message.each(buffer, 0, 60, found::add)).isZero();
    }

    private static void assertReadAsWritten(int stream, int sequence, long nanos) {
        ByteBuffer buffer = buffer("xyz" + START + filled(204, stream, sequence, nanos) + "\",\"offset\"]");
        assertThat(Message.is(buffer, 3, buffer.limit())).isTrue();
        assertThat(Message.stream(buffer, 3)).isEqualTo(stream);
        assertThat(Message.sequence(buffer, 3)).isEqualTo(sequence);
        assertThat(Message.nanos(buffer, 3)).isEqualTo(nanos);
    }

    private static String filled(int length, int stream, int sequence, long nanos) {
        byte[] text = Message.blank(length).getBytes(StandardCharsets.US_ASCII);
        Message.fill(text, 0, stream, sequence, nanos);
        return new String(text, StandardCharsets.US_ASCII);
    }

    private static ByteBuffer buffer(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }
}
