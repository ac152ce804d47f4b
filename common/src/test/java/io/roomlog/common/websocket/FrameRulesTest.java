package io.roomlog.common.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomlog.common.bytes.Bytes;
import io.roomlog.common.websocket.WebSocketMessage.Closing;
import io.roomlog.common.websocket.WebSocketMessage.Violation;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What RFC 6455 forbids a client, section by section, and the close code that it gets for it.
class FrameRulesTest {
    private static final int LIMIT = 100_000;
    private static final int FINAL = ClientFrames.FINAL;
    private static final Bytes X = Bytes.utf8("x");

    @Test
    void clientFramesMustBeMasked() {
        assertViolation(1002, new ClientFrames().raw(FINAL | 1, 1, 'x'));
        assertViolation(1002, new ClientFrames().raw(FINAL | 9, 0));
    }

    @ParameterizedTest
    @ValueSource(ints = {0x40, 0x20, 0x10, 0x70})
    void reservedBitsMustBeZero(int bits) {
        assertViolation(1002, new ClientFrames().header(FINAL | bits | 1, 0, 1));
        assertViolation(1002, new ClientFrames().header(FINAL | bits | 9, 0, 0));
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5, 6, 7, 11, 12, 13, 14, 15})
    void reservedOpcodesAreRefused(int opcode) {
        assertViolation(1002, new ClientFrames().header(FINAL | opcode, 0, 0));
        assertThat(Opcode.of(opcode)).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 9, 10})
    void controlFramesAreShortAndWhole(int opcode) {
        assertViolation(1002, new ClientFrames().header(opcode, 0, 0));
        assertViolation(1002, new ClientFrames().header(FINAL | opcode, 2, 126));
        assertViolation(1002, new ClientFrames().header(FINAL | opcode, 8, 65536));
    }

    @Test
    void aPingOf125BytesIsFine() {
        byte[] stream =
                new ClientFrames().whole(Opcode.PING, Bytes.of(new byte[125])).bytes();
        assertThat(new FrameDecoder(10).feed(stream, 0, stream.length))
                .containsExactly(new WebSocketMessage.Ping(Bytes.of(new byte[125])));
    }

    @Test
    void theTopBitOfALengthMustBeZero() {
        assertViolation(1002, new ClientFrames().header(FINAL | 2, 8, 1L << 63));
        assertViolation(1002, new ClientFrames().header(FINAL | 2, 8, -1));
        byte[] stream = new ClientFrames().header(FINAL | 2, 8, -1).bytes();
        assertThat(new FrameDecoder(LIMIT).feed(stream, 0, stream.length))
                .containsExactly(new Violation(1002, "length beyond 63 bits"));
    }

    @Test
    void aLengthMustBeInItsShortestForm() {
        assertViolation(1002, new ClientFrames().header(FINAL | 2, 2, 125));
        assertViolation(1002, new ClientFrames().header(FINAL | 2, 2, 0));
        assertViolation(1002, new ClientFrames().header(FINAL | 2, 8, 65535));
        assertViolation(1002, new ClientFrames().header(FINAL | 2, 8, 1));
    }

    @Test
    void aContinuationNeedsSomethingToContinue() {
        assertViolation(1002, new ClientFrames().whole(Opcode.CONTINUATION, X));
        assertViolation(1002, new ClientFrames().part(Opcode.CONTINUATION, X));
        assertViolation(
                1002,
                new ClientFrames()
                        .part(Opcode.BINARY, X)
                        .whole(Opcode.CONTINUATION, X)
                        .whole(Opcode.CONTINUATION, X));
    }

    @Test
    void aMessageMustEndBeforeTheNextBegins() {
        assertViolation(1002, new ClientFrames().part(Opcode.TEXT, X).whole(Opcode.TEXT, X));
        assertViolation(1002, new ClientFrames().part(Opcode.TEXT, Bytes.EMPTY).part(Opcode.BINARY, X));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ff", "c080", "e09fbf", "eda080", "f4908080", "61c3", "e282", "c328", "f09f98"})
    void textMustBeUtf8(String hex) {
        Bytes bad = Bytes.of(HexFormat.of().parseHex(hex));
        assertViolation(1007, new ClientFrames().whole(Opcode.TEXT, bad));
        var fragments = new ClientFrames().part(Opcode.TEXT, X);
        for (int i = 0; i < bad.length(); i++) {
            fragments.part(Opcode.CONTINUATION, bad.slice(i, i + 1));
        }
        assertViolation(1007, fragments.whole(Opcode.CONTINUATION, Bytes.EMPTY));
    }

    @Test
    void textThatCannotBecomeUtf8FailsBeforeItsEnd() {
        byte[] start =
                new ClientFrames().part(Opcode.TEXT, Bytes.of(new byte[] {-1})).bytes();
        assertThat(new FrameDecoder(LIMIT).feed(start, 0, start.length))
                .singleElement()
                .isInstanceOfSatisfying(
                        Violation.class, v -> assertThat(v.closeCode()).isEqualTo(1007));
    }

    @Test
    void aCharacterIsNotContinuedByTheNextMessage() {
        assertViolation(
                1007,
                new ClientFrames()
                        .whole(Opcode.TEXT, Bytes.of(new byte[] {(byte) 0xc3}))
                        .whole(Opcode.TEXT, Bytes.of(new byte[] {(byte) 0xa9})));
    }

    @Test
    void binaryNeedNotBeUtf8() {
        byte[] stream = new ClientFrames()
                .part(Opcode.BINARY, Bytes.of(new byte[] {-1}))
                .whole(Opcode.CONTINUATION, Bytes.of(new byte[] {(byte) 0xc3}))
                .bytes();
        assertThat(new FrameDecoder(LIMIT).feed(stream, 0, stream.length))
                .containsExactly(new WebSocketMessage.Binary(Bytes.of(new byte[] {-1, (byte) 0xc3})));
    }

    @Test
    void aMessageBeyondTheLimitIsRefusedByItsHeader() {
        assertViolation(1009, new ClientFrames().header(FINAL | 2, 8, LIMIT + 1));
        assertViolation(1009, new ClientFrames().header(FINAL | 1, 8, Long.MAX_VALUE));
        assertViolation(1009, new ClientFrames().header(2, 8, 1L << 32));
        assertViolation(
                1009,
                new ClientFrames()
                        .part(Opcode.BINARY, Bytes.of(new byte[60_000]))
                        .header(FINAL, 2, 40_001));
    }

    @Test
    void fragmentsMayFillTheLimitAndTheNextMessageStartsAnew() {
        var frames = new ClientFrames();
        for (int i = 0; i < 2; i++) {
            frames.part(Opcode.BINARY, Bytes.of(new byte[60_000]))
                    .whole(Opcode.CONTINUATION, Bytes.of(new byte[40_000]));
        }
        byte[] stream = frames.bytes();
        assertThat(new FrameDecoder(LIMIT).feed(stream, 0, stream.length))
                .hasSize(2)
                .containsOnly(new WebSocketMessage.Binary(Bytes.of(new byte[LIMIT])));
    }

    @ParameterizedTest
    @ValueSource(
            ints = {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999})
    void knownCloseCodesCloseWithTheirReason(int code) {
        assertThat(close(code, "é")).isEqualTo(new Closing(code, "é"));
        assertThat(close(code, "")).isEqualTo(new Closing(code, ""));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535})
    void otherCloseCodesAreAViolation(int code) {
        assertThat(close(code, ""))
                .isInstanceOfSatisfying(
                        Violation.class, v -> assertThat(v.closeCode()).isEqualTo(1002));
    }

    @Test
    void aCloseFrameMayBeEmptyButNotHaveHalfACode() {
        byte[] empty = new ClientFrames().whole(Opcode.CLOSE, Bytes.EMPTY).bytes();
        assertThat(new FrameDecoder(LIMIT).feed(empty, 0, empty.length)).containsExactly(new Closing(1005, ""));
        assertViolation(1002, new ClientFrames().whole(Opcode.CLOSE, Bytes.of(new byte[] {3})));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ff", "c3", "eda080"})
    void aCloseReasonMustBeUtf8(String hex) {
        assertViolation(
                1007,
                new ClientFrames().whole(Opcode.CLOSE, Bytes.of(HexFormat.of().parseHex("03e8" + hex))));
    }

    @Test
    void nothingIsReadBehindAClose() {
        byte[] stream = new ClientFrames()
                .whole(Opcode.CLOSE, Bytes.EMPTY)
                .whole(Opcode.TEXT, X)
                .bytes();
        var decoder = new FrameDecoder(LIMIT);
        assertThat(decoder.feed(stream, 0, stream.length)).hasSize(1);
        assertThat(decoder.feed(stream, 0, stream.length)).isEmpty();
    }

    /// The stream gives a violation with this code, last and once, whole and byte by byte, whatever follows.
    private static void assertViolation(int code, ClientFrames frames) {
        byte[] stream =
                frames.whole(Opcode.TEXT, X).whole(Opcode.CLOSE, Bytes.EMPTY).bytes();
        List<WebSocketMessage> whole = new FrameDecoder(LIMIT).feed(stream, 0, stream.length);
        assertThat(whole)
                .last()
                .isInstanceOfSatisfying(
                        Violation.class, v -> assertThat(v.closeCode()).isEqualTo(code));
        var decoder = new FrameDecoder(LIMIT);
        List<WebSocketMessage> single = new ArrayList<>();
        for (int i = 0; i < stream.length; i++) {
            single.addAll(decoder.feed(stream, i, i + 1));
        }
        assertThat(single).isEqualTo(whole);
    }

    private static WebSocketMessage close(int code, String reason) {
        Bytes text = Bytes.utf8(reason);
        byte[] payload = new byte[2 + text.length()];
        payload[0] = (byte) (code >> 8);
        payload[1] = (byte) code;
        text.copyTo(payload, 2);
        byte[] stream =
                new ClientFrames().whole(Opcode.CLOSE, Bytes.of(payload)).bytes();
        return new FrameDecoder(LIMIT).feed(stream, 0, stream.length).getFirst();
    }
}
