package io.roomlog.common.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomlog.common.bytes.Bytes;
import io.roomlog.common.websocket.WebSocketMessage.Binary;
import io.roomlog.common.websocket.WebSocketMessage.Ping;
import io.roomlog.common.websocket.WebSocketMessage.Text;
import io.roomlog.common.websocket.WebSocketMessage.Violation;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// permessage-deflate (RFC 7692): what clients send, what the server sends, and what is refused.
class CompressedMessagesTest {
    private static final long SEED = 20261125;
    private static final int LIMIT = 1_000_000;
    private static final int COMPRESSED = 0x40;
    private static final int FIRST = COMPRESSED | 1;
    private static final int WHOLE = ClientFrames.FINAL | FIRST;
    private static final byte[] KEY = {1, 2, 3, 4};

    /// The RFC's examples, sections 7.2.3.1 to 7.2.3.5.
    @ParameterizedTest
    @CsvSource({
        "one block, f248cdc9c90700",
        "the same with what it refers to, f200110000",
        "a block without compression, 000500faff48656c6c6f00",
        "a last block, f348cdc9c9070000",
        "two blocks, f248050000 00ffffcac9c90700"
    })
    void theRfcsExamplesAreHello(String what, String hex) {
        if (what.startsWith("the same")) {
            // refers to the message before, which is not kept
            assertViolation(CloseCode.BAD_DATA, frames(hex));
        } else {
            assertThat(decode(frames(hex))).containsExactly(new Text(Bytes.utf8("Hello")));
        }
    }

    @Test
    void theRfcsExampleOfFragmentsIsHello() {
        assertThat(decode(new ClientFrames()
                        .frame(FIRST, hex("f248cd"), KEY)
                        .whole(Opcode.PING, Bytes.utf8("between"))
                        .whole(Opcode.CONTINUATION, hex("c9c90700"))))
                .containsExactly(new Ping(Bytes.utf8("between")), new Text(Bytes.utf8("Hello")));
    }

    @Test
    void anEmptyMessageIsOneByte() {
        assertThat(decode(frames("00"))).containsExactly(new Text(Bytes.EMPTY));
    }

    @Test
    void plainAndCompressedMessagesFollowEachOther() {
        assertThat(decode(frames("f248cdc9c90700")
                        .whole(Opcode.TEXT, Bytes.utf8("plain"))
                        .frame(WHOLE, hex("f248cdc9c90700"), KEY)))
                .containsExactly(
                        new Text(Bytes.utf8("Hello")), new Text(Bytes.utf8("plain")), new Text(Bytes.utf8("Hello")));
    }

    @Test
    void whatIsDeflatedIsInflatedAgainHoweverItArrives() {
        var random = new Random(SEED);
        for (int round = 0; round < 300; round++) {
            Bytes data = compressible(random, 100 + random.nextInt(1 << random.nextInt(1, 17)));
            Bytes deflated = MessageDeflater.deflate(data).orElseThrow();
            assertThat(deflated.length()).isLessThan(data.length());
            assertThat(decode(new ClientFrames().frame(WHOLE + 1, deflated, KEY)))
                    .as("seed %d, round %d", SEED, round)
                    .containsExactly(new Binary(data));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 5, 100, MessageDeflater.MAX_STORED})
    void aCompressedBeginningTakesAnyRest(int restLength) {
        var random = new Random(SEED);
        Bytes start = compressible(random, 2_000);
        byte[] rest = new byte[restLength];
        random.nextBytes(rest);
        Bytes deflated = MessageDeflater.deflate(start).orElseThrow();

        byte[] message = new byte[deflated.length() + MessageDeflater.STORED_OVERHEAD + restLength];
        deflated.copyTo(message, 0);
        int at = MessageDeflater.writeStoredLength(message, deflated.length(), restLength);
        System.arraycopy(rest, 0, message, at, restLength);
        message[message.length - 1] = MessageDeflater.STORED_END;

        byte[] expected = new byte[start.length() + restLength];
        start.copyTo(expected, 0);
        System.arraycopy(rest, 0, expected, start.length(), restLength);
        assertThat(decode(new ClientFrames().frame(WHOLE + 1, Bytes.of(message), KEY)))
                .containsExactly(new Binary(Bytes.of(expected)));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4, 5, 6, 7, 20, 100, 10_000, 100_000})
    void whatWouldNotBecomeShorterIsNotDeflated(int length) {
        byte[] data = new byte[length];
        new Random(SEED).nextBytes(data);
        assertThat(MessageDeflater.deflate(Bytes.of(data))).isEmpty();
    }

    @Test
    void theBitIsNobodysWithoutTheExtension() {
        byte[] stream = frames("f248cdc9c90700").bytes();
        assertThat(new FrameDecoder(LIMIT).feed(stream, 0, stream.length))
                .containsExactly(new Violation(CloseCode.PROTOCOL_ERROR, "reserved bits set"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0x48, 0x49, 0x4a, 0x21, 0x11, 0x61})
    void onlyTheFirstBitOfADataFrameIsTheExtensions(int bits) {
        assertViolation(
                CloseCode.PROTOCOL_ERROR, new ClientFrames().frame(ClientFrames.FINAL | bits, Bytes.EMPTY, KEY));
    }

    @Test
    void theBitIsOnTheFirstFragmentOnly() {
        assertViolation(
                CloseCode.PROTOCOL_ERROR,
                new ClientFrames()
                        .frame(FIRST, hex("f248cd"), KEY)
                        .frame(ClientFrames.FINAL | COMPRESSED, hex("c9c90700"), KEY));
        assertViolation(
                CloseCode.PROTOCOL_ERROR,
                new ClientFrames()
                        .part(Opcode.TEXT, Bytes.utf8("x"))
                        .frame(ClientFrames.FINAL | COMPRESSED, hex("c9c90700"), KEY));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ff", "f248cdc9c907", "f248cd", "07", "000500faff4865", "0001020304", "f348cdc9c907"})
    void whatIsNoDeflateStreamIsRefused(String hex) {
        assertViolation(CloseCode.BAD_DATA, frames(hex));
    }

    @Test
    void randomBytesAreRefusedOrReadAndNoMore() {
        var random = new Random(SEED);
        for (int round = 0; round < 20_000; round++) {
            byte[] data = new byte[random.nextInt(60)];
            random.nextBytes(data);
            byte[] stream =
                    new ClientFrames().frame(WHOLE + 1, Bytes.of(data), KEY).bytes();
            assertThat(new FrameDecoder(LIMIT, true).feed(stream, 0, stream.length))
                    .hasSize(1);
        }
    }

    @Test
    void whatIsRestoredMustBeUtf8IfItIsText() {
        byte[] data = new byte[200];
        data[199] = (byte) 0xc3;
        Bytes deflated = MessageDeflater.deflate(Bytes.of(data)).orElseThrow();
        assertViolation(CloseCode.BAD_DATA, new ClientFrames().frame(WHOLE, deflated, KEY));
        assertThat(decode(new ClientFrames().frame(WHOLE + 1, deflated, KEY)))
                .containsExactly(new Binary(Bytes.of(data)));
    }

    @Test
    void aMessageMayBeInflatedToTheLimitAndNoFurther() {
        Bytes most = MessageDeflater.deflate(Bytes.of(new byte[LIMIT])).orElseThrow();
        assertThat(decode(new ClientFrames().frame(WHOLE + 1, most, KEY)))
                .containsExactly(new Binary(Bytes.of(new byte[LIMIT])));
        Bytes more = MessageDeflater.deflate(Bytes.of(new byte[LIMIT + 1])).orElseThrow();
        assertViolation(CloseCode.TOO_BIG, new ClientFrames().frame(WHOLE + 1, more, KEY));
    }

    /// 100 KB that stand for 100 MB.
    @Test
    void aDeflateBombTakesNoMoreThanTheLimit() {
        byte[] bomb = new byte[LIMIT / 10];
        var deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        byte[] zeros = new byte[1 << 20];
        int length = 0;
        while (length < bomb.length) {
            deflater.setInput(zeros);
            length += deflater.deflate(bomb, length, bomb.length - length, Deflater.NO_FLUSH);
        }
        deflater.end();
        byte[] stream = new ClientFrames().frame(WHOLE + 1, Bytes.of(bomb), KEY).bytes();
        var decoder = new FrameDecoder(LIMIT, true);
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

        long before = threads.getCurrentThreadAllocatedBytes();
        List<WebSocketMessage> messages = decoder.feed(stream, 0, stream.length);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;

        assertThat(messages)
                .containsExactly(new Violation(CloseCode.TOO_BIG, "message of more than " + LIMIT + " bytes"));
        assertThat(allocated).isLessThan(6L * LIMIT);
    }

    @Test
    void veryManyLastBlocksAreReadInTime() {
        byte[] blocks = new byte[LIMIT];
        for (int i = 0; i < blocks.length; i += 2) {
            blocks[i] = 3;
        }
        byte[] stream =
                new ClientFrames().frame(WHOLE + 1, Bytes.of(blocks), KEY).bytes();
        var decoder = new FrameDecoder(LIMIT, true);
        assertThat(Assertions.assertTimeoutPreemptively(
                        Duration.ofSeconds(5), () -> decoder.feed(stream, 0, stream.length)))
                .hasSize(1);
    }

    /// What cannot be compressed grows a little by it, and is taken all the same.
    @Test
    void aMessageOfTheLimitIsTakenWhateverItHolds() {
        byte[] data = new byte[LIMIT];
        new Random(SEED).nextBytes(data);
        byte[] out = new byte[LIMIT + LIMIT / 100];
        var deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        deflater.setInput(data);
        int length = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH) - 4;
        deflater.end();
        assertThat(length).isGreaterThan(LIMIT);
        var frames = new ClientFrames();
        for (int from = 0; from < length; from += 100_000) {
            int opcode = from == 0 ? COMPRESSED | 2 : 0;
            int fin = from + 100_000 >= length ? ClientFrames.FINAL : 0;
            frames.frame(fin | opcode, Bytes.of(out, from, Math.min(length, from + 100_000)), KEY);
        }
        assertThat(decodeWhole(frames.bytes())).containsExactly(new Binary(Bytes.of(data)));
    }

    @Test
    void whatIsTooLongCompressedIsRefusedByItsHeader() {
        byte[] header = new ClientFrames().header(WHOLE, 8, LIMIT + 2_000).bytes();
        assertThat(decodeWhole(header))
                .containsExactly(new Violation(CloseCode.TOO_BIG, "message of more than " + LIMIT + " bytes"));
    }

    private static Bytes compressible(Random random, int length) {
        byte[] data = new byte[length];
        for (int i = 0; i < length; i++) {
            data[i] = (byte) ("{\"room\":".charAt(i & 7) + random.nextInt(2));
        }
        return Bytes.of(data);
    }

    private static ClientFrames frames(String hex) {
        return new ClientFrames().frame(WHOLE, hex(hex), KEY);
    }

    private static Bytes hex(String hex) {
        return Bytes.of(HexFormat.of().parseHex(hex.replace(" ", "")));
    }

    private static List<WebSocketMessage> decode(ClientFrames frames) {
        byte[] stream = frames.bytes();
        List<WebSocketMessage> whole = decodeWhole(stream);
        var decoder = new FrameDecoder(LIMIT, true);
        List<WebSocketMessage> single = new ArrayList<>();
        for (int i = 0; i < stream.length; i++) {
            single.addAll(decoder.feed(stream, i, i + 1));
        }
        assertThat(single).isEqualTo(whole);
        return whole;
    }

    private static List<WebSocketMessage> decodeWhole(byte[] stream) {
        return new FrameDecoder(LIMIT, true).feed(stream, 0, stream.length);
    }

    private static void assertViolation(int code, ClientFrames frames) {
        assertThat(decode(frames))
                .last()
                .isInstanceOfSatisfying(
                        Violation.class, v -> assertThat(v.closeCode()).isEqualTo(code));
    }
}
