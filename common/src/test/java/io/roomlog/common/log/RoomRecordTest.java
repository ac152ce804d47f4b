package io.roomlog.common.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomlog.common.bytes.Bytes;
import io.roomlog.common.log.RoomRecord.Kind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoomRecordTest {
    private static final Headers NONE = new RecordHeaders();
    private static final String PLACEHOLDERS =
            "[\"file\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]";
    private static final int MAX_ATTACHMENTS = 10;

    @ParameterizedTest
    @EnumSource
    void everyKindComesBackWhole(Kind kind) {
        RoomRecord record = new RoomRecord(
                kind,
                Bytes.utf8(PLACEHOLDERS),
                List.of(Bytes.utf8("first"), Bytes.utf8("second")),
                Optional.of("key-1"),
                Optional.of("~sid"),
                Optional.of("änne"),
                List.of("~other", "user:bob"),
                7,
                Optional.empty(),
                Optional.of("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"));
        assertThat(RoomRecord.read(record.value().toArray(), record.headers())).isEqualTo(record);
    }

    @Test
    void keyAndValueAloneAreAnEvent() {
        RoomRecord record = RoomRecord.event(Bytes.utf8("[\"hi\",1]"), List.of());
        assertThat(record.headers().toArray()).isEmpty();
        assertThat(RoomRecord.read(utf8("[\"hi\",1]"), NONE)).isEqualTo(record);
    }

    @Test
    void aForeignEventMayHaveAttachmentsInOrder() {
        RoomRecord record =
                RoomRecord.event(Bytes.utf8(PLACEHOLDERS), List.of(Bytes.utf8("first"), Bytes.utf8("second")));
        assertThat(RoomRecord.read(record.value().toArray(), record.headers())).isEqualTo(record);
    }

    @Test
    void whiteSpaceAroundAForeignEventIsCutOff() {
        RoomEntry read = RoomRecord.read(utf8(" \t[\"hi\",1]\r\n "), NONE);
        assertThat(read).isEqualTo(RoomRecord.event(Bytes.utf8("[\"hi\",1]"), List.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "[",
                "[]",
                "{}",
                "null",
                "\"hi\"",
                "[\"hi\"",
                "[\"hi\"]]",
                "[\"hi\"][\"hi\"]",
                "[\"hi\",]",
                "['hi']",
                "[\"hi\",01]",
                "[\"hi\",NaN]",
                "[\"hi\",\"\u0001\"]",
                "[null]",
                "[true]",
                "[[\"hi\"]]",
                "[{\"name\":\"hi\"}]",
                "[\"connect\"]",
                "[\"connect_error\",1]",
                "[\"disconnect\"]",
                "[\"disconnecting\"]",
                "[\"newListener\"]",
                "[\"removeListener\"]",
                "[\"\\u0063onnect\"]"
            })
    void aForeignValueThatIsNoEventIsRejected(String value) {
        assertThat(RoomRecord.read(utf8(value), NONE)).isInstanceOf(Rejected.class);
    }

    @Test
    void noValueAndBrokenUtf8AreRejected() {
        assertThat(RoomRecord.read(null, NONE)).isInstanceOf(Rejected.class);
        byte[] value = utf8("[\"h?\"]");
        value[3] = (byte) 0xC3;
        assertThat(RoomRecord.read(value, NONE)).isInstanceOf(Rejected.class);
    }

    @Test
    void deepNestingIsRejected() {
        String value = "[\"hi\"," + "[".repeat(100_000) + "]".repeat(100_000) + "]";
        assertThat(RoomRecord.read(utf8(value), NONE)).isInstanceOf(Rejected.class);
    }

    @Test
    void moreAttachmentsThanAStockClientTakesAreRejected() {
        assertThat(RoomRecord.read(placeholders(MAX_ATTACHMENTS), attachments(MAX_ATTACHMENTS)))
                .isInstanceOf(RoomRecord.class);
        assertThat(RoomRecord.read(placeholders(MAX_ATTACHMENTS + 1), attachments(MAX_ATTACHMENTS + 1)))
                .isInstanceOf(Rejected.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "-1", "0.5", "\"0\"", "null"})
    void aPlaceholderThatPointsNowhereIsRejected(String number) {
        byte[] value = utf8("[\"file\",{\"_placeholder\":true,\"num\":" + number + "}]");
        assertThat(RoomRecord.read(value, attachments(1))).isInstanceOf(Rejected.class);
    }

    @Test
    void anUnknownKindIsRejected() {
        assertThat(RoomRecord.read(utf8("[\"hi\"]"), header("kind", "wish"))).isInstanceOf(Rejected.class);
    }

    /// Who may set these headers is the topic's business (EXACT 21); their values are not parsed again.
    @Test
    void whatAnEdgeWroteIsNotParsed() {
        RoomEntry read = RoomRecord.read(utf8("[not JSON]"), header("user", "bob"));
        assertThat(read).isInstanceOfSatisfying(RoomRecord.class, record -> {
            assertThat(record.value()).isEqualTo(Bytes.utf8("[not JSON]"));
            assertThat(record.user()).contains("bob");
        });
        assertThat(RoomRecord.read(utf8("[not JSON]"), header("kind", "left"))).isInstanceOf(RoomRecord.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[", "]", "{}", "hi"})
    void whatCannotBeFramedIsRejectedWhoeverWroteIt(String value) {
        assertThat(RoomRecord.read(utf8(value), header("user", "bob"))).isInstanceOf(Rejected.class);
    }

    @Test
    void headersOfOthersAndWithoutValueAreIgnored() {
        Headers headers = header("tracestate", "vendor=1");
        headers.add("id", null);
        headers.add("kind", null);
        headers.add("generation", utf8("soon"));
        assertThat(RoomRecord.read(utf8("[\"hi\"]"), headers))
                .isEqualTo(RoomRecord.event(Bytes.utf8("[\"hi\"]"), List.of()));
    }

    private static Headers header(String key, String value) {
        return new RecordHeaders().add(key, utf8(value));
    }

    private static Headers attachments(int count) {
        Headers headers = new RecordHeaders();
        for (int i = 0; i < count; i++) {
            headers.add("attachment", new byte[] {(byte) i});
        }
        return headers;
    }

    private static byte[] placeholders(int count) {
        List<String> parts = new ArrayList<>(List.of("\"file\""));
        for (int i = 0; i < count; i++) {
            parts.add("{\"_placeholder\":true,\"num\":" + i + "}");
        }
        return utf8("[" + String.join(",", parts) + "]");
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
