package io.roomlog.deploy.tail;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.roomlog.common.bytes.Bytes;
import io.roomlog.common.log.RoomRecord;
import io.roomlog.deploy.terminal.Printable;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class EntryLinesTest {
    private static final String SID = "AbCdEfGhIjKlMnOpQrSt";
    private static final String STAMP = "2026-11-28T10:00:00.120Z";
    private static final TextLines TEXT = new TextLines(OptionalInt.empty());
    private static final JsonLines JSON = new JsonLines();

    @Test
    void anEventTellsWhoAndWhat() {
        RoomRecord record = event("[\"message\",{\"text\":\"Hello\"},42]").from(SID, "alice", "order-1");
        assertThat(TEXT.line(entry(record)))
                .isEqualTo("7 " + STAMP + " event    alice    message {\"text\":\"Hello\"}, 42 sid=" + SID
                        + " id=order-1");
    }

    @Test
    void whatComesFromABackEndHasNoUser() {
        assertThat(TEXT.line(entry(event("[\"tick\"]")))).isEqualTo("7 " + STAMP + " event    -        tick ");
    }

    @Test
    void attachmentsAreToldBySize() {
        RoomRecord record = RoomRecord.event(
                Bytes.utf8("[\"file\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]"),
                List.of(Bytes.of(new byte[12]), Bytes.of(new byte[3])));
        assertThat(TEXT.line(entry(record))).endsWith(" binary=12+3");
        assertThat(JSON.line(entry(record))).endsWith(",\"attachments\":[12,3]}");
    }

    @Test
    void aCopyOfAWideEmitNamesTheEmitOnce() {
        String line = TEXT.line(entry(event("[\"news\"]").asCopyOf("wide-1")));
        assertThat(line).endsWith("news  emit=wide-1");
    }

    @Test
    void poisonIsShownWithItsReason() {
        Entry poison = entry("[\"disconnect\"]".getBytes(StandardCharsets.UTF_8), new RecordHeaders());
        assertThat(TEXT.line(poison)).startsWith("7 " + STAMP + " rejected ").endsWith(": [\"disconnect\"] bytes=14");
        assertThat(TEXT.line(entry((byte[]) null, new RecordHeaders()))).contains(" rejected no value: ");
        assertThat(JSON.line(poison)).contains("\"kind\":\"rejected\"").contains("\"reason\":");
    }

    @Test
    void noControlOfAPayloadUserOrPoisonReachesATerminal() throws Exception {
        String evil = "\u001b]0;owned\u0007\u009b2J\u202e\u007f";
        // C1, DEL and marks of directions are good JSON as they are.
        RoomRecord record =
                event("[\"message\",\"\u009b2J\u202e\u007f\", \n\t1]").from("\u001bsid", "al" + evil, "id" + evil);
        Entry poison = entry(evil.getBytes(StandardCharsets.UTF_8), new RecordHeaders());
        for (EntryLines lines : List.of(TEXT, JSON)) {
            for (Entry entry : List.of(entry(record), poison)) {
                String line = lines.line(entry);
                assertThat(Printable.of(line)).isEqualTo(line);
            }
        }
        JsonNode read = new ObjectMapper().readTree(JSON.line(entry(record)));
        assertThat(read.path("user").asText()).isEqualTo("al" + evil);
        assertThat(read.path("args").path(0).asText()).isEqualTo("\u009b2J\u202e\u007f");
        assertThat(new ObjectMapper().readTree(JSON.line(poison)).path("value").asText())
                .isEqualTo(evil);
    }

    @Test
    void jsonKeepsNumbersAsTheyWereWritten() {
        assertThat(JSON.line(entry(event("[\"n\",1.10,12345678901234567890123]"))))
                .endsWith("\"event\":\"n\",\"args\":[1.10,12345678901234567890123]}");
    }

    @Test
    void jsonTellsAllThatHeadersSay() throws Exception {
        RoomRecord record = event("[\"a\"]").from(SID, "bob", "x").withExcept(List.of("s1", "user:eve"));
        JsonNode read = new ObjectMapper().readTree(JSON.line(entry(record)));
        assertThat(read.path("offset").asLong()).isEqualTo(7);
        assertThat(read.path("time").asText()).isEqualTo("2026-11-28T10:00:00.120Z");
        assertThat(read.path("sid").asText()).isEqualTo(SID);
        assertThat(read.path("except").get(1).asText()).isEqualTo("user:eve");
    }

    @Test
    void aLineIsNoWiderThanTheTerminal() {
        RoomRecord record =
                event("[\"message\",\"" + "世界 and all that ".repeat(50) + "\"]").from(SID, "alice", "order-1");
        for (int columns = 1; columns < 300; columns++) {
            String line = new TextLines(OptionalInt.of(columns)).line(entry(record));
            assertThat(Printable.width(line)).isLessThanOrEqualTo(columns);
        }
        assertThat(new TextLines(OptionalInt.of(160)).line(entry(record))).endsWith("… sid=" + SID + " id=order-1");
        assertThat(new TextLines(OptionalInt.of(100)).line(entry(record)))
                .contains("message \"世界 and all")
                .doesNotContain("sid=");
    }

    private static RoomRecord event(String value) {
        return RoomRecord.event(Bytes.utf8(value), List.of());
    }

    private static Entry entry(RoomRecord record) {
        return entry(record.value().toArray(), record.headers());
    }

    private static Entry entry(byte @Nullable [] value, Headers headers) {
        return Entry.of(new ConsumerRecord<>(
                "t",
                0,
                7,
                Instant.parse("2026-11-28T10:00:00.120Z").toEpochMilli(),
                TimestampType.LOG_APPEND_TIME,
                0,
                0,
                new byte[0],
                value,
                headers,
                Optional.empty()));
    }
}
