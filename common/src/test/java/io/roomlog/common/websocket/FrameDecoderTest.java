package io.roomlog.common.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomlog.common.bytes.Bytes;
import io.roomlog.common.websocket.WebSocketMessage.Binary;
import io.roomlog.common.websocket.WebSocketMessage.Closing;
import io.roomlog.common.websocket.WebSocketMessage.Ping;
import io.roomlog.common.websocket.WebSocketMessage.Pong;
import io.roomlog.common.websocket.WebSocketMessage.Text;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameDecoderTest {
    private static final long SEED = 20260104;
    private static final int LIMIT = 1_000_000;

    @Test
    void theExampleOfTheRfcReadsHello() {
        byte[] hello = new ClientFrames()
                .raw(0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58)
                .bytes();
        assertThat(decode(hello)).containsExactly(new Text(Bytes.utf8("Hello")));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 9, 124, 125, 126, 127, 128, 65535, 65536, 65537, 200_000, LIMIT})
    void everyFormOfLengthIsRead(int length) {
        Bytes data = random(new Random(SEED), length);
        assertThat(decode(new ClientFrames().whole(Opcode.BINARY, data).bytes()))
                .containsExactly(new Binary(data));
    }

    @Test
    void controlFramesStandBetweenFragments() {
        byte[] stream = new ClientFrames()
                .part(Opcode.TEXT, Bytes.utf8("a"))
                .whole(Opcode.PING, Bytes.utf8("p"))
                .part(Opcode.CONTINUATION, Bytes.EMPTY)
                .whole(Opcode.PONG, Bytes.EMPTY)
                .whole(Opcode.CONTINUATION, Bytes.utf8("b"))
                .whole(Opcode.BINARY, Bytes.of(new byte[] {-1}))
                .bytes();
        assertThat(decode(stream))
                .containsExactly(
                        new Ping(Bytes.utf8("p")),
                        new Pong(Bytes.EMPTY),
                        new Text(Bytes.utf8("ab")),
                        new Binary(Bytes.of(new byte[] {-1})));
    }

    @Test
    void everyCutOfAStreamGivesTheSameMessages() {
        byte[] stream = new ClientFrames()
                .part(Opcode.TEXT, Bytes.of(new byte[] {'x', (byte) 0xf0, (byte) 0x9f}))
                .whole(Opcode.PING, Bytes.utf8("ping"))
                .part(Opcode.CONTINUATION, Bytes.of(new byte[] {(byte) 0x98}))
                .whole(Opcode.CONTINUATION, Bytes.of(new byte[] {(byte) 0x80}))
                .whole(Opcode.BINARY, random(new Random(SEED), 300))
                .whole(Opcode.CLOSE, Bytes.of(new byte[] {0x03, (byte) 0xe8, 'b', 'y', 'e'}))
                .whole(Opcode.TEXT, Bytes.utf8("never seen"))
                .bytes();
        List<WebSocketMessage> expected = List.of(
                new Ping(Bytes.utf8("ping")),
                new Text(Bytes.utf8("x\uD83D\uDE00")),
                new Binary(random(new Random(SEED), 300)),
                new Closing(1000, "bye"));
        for (int cut = 0; cut <= stream.length; cut++) {
            var decoder = new FrameDecoder(LIMIT);
            List<WebSocketMessage> messages = new ArrayList<>(decoder.feed(stream, 0, cut));
            messages.addAll(decoder.feed(stream, cut, stream.length));
            assertThat(messages).as("cut at %d", cut).isEqualTo(expected);
        }
        assertThat(byteByByte(stream)).isEqualTo(expected);
    }

    @Test
    void randomConversationsComeBackHoweverTheyArrive() {
        var random = new Random(SEED);
        for (int round = 0; round < 300; round++) {
            var frames = new ClientFrames();
            List<WebSocketMessage> expected = new ArrayList<>();
            for (int i = random.nextInt(1, 10); i > 0; i--) {
                randomMessage(random, frames, expected);
            }
            assertThat(inRandomChunks(random, frames.bytes()))
                    .as("seed %d, round %d", SEED, round)
                    .isEqualTo(expected);
        }
    }

    @Test
    void messagesDoNotShareTheChunkTheyCameIn() {
        byte[] chunk =
                new ClientFrames().whole(Opcode.TEXT, Bytes.utf8("hello")).bytes();
        List<WebSocketMessage> messages = new FrameDecoder(LIMIT).feed(chunk, 0, chunk.length);
        Arrays.fill(chunk, (byte) 0);
        assertThat(messages).containsExactly(new Text(Bytes.utf8("hello")));
    }

    @Test
    void aHeaderAloneCostsNoMemory() {
        List<FrameDecoder> decoders = new ArrayList<>();
        byte[] start = new ClientFrames()
                .header(ClientFrames.FINAL | 2, 8, 1_000_000_000)
                .raw(1)
                .bytes();
        for (int i = 0; i < 10_000; i++) {
            var decoder = new FrameDecoder(Integer.MAX_VALUE);
            assertThat(decoder.feed(start, 0, start.length)).isEmpty();
            decoders.add(decoder);
        }
        assertThat(decoders).hasSize(10_000);
    }

    @Test
    void manyTinyFragmentsAreCollectedInLinearTime() {
        var frames = new ClientFrames();
        frames.part(Opcode.BINARY, Bytes.EMPTY);
        for (int i = 0; i < 400_000; i++) {
            frames.part(Opcode.CONTINUATION, Bytes.of(new byte[] {(byte) i}));
        }
        byte[] stream = frames.whole(Opcode.CONTINUATION, Bytes.EMPTY).bytes();
        var decoder = new FrameDecoder(LIMIT);
        List<WebSocketMessage> messages = Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(3), () -> decoder.feed(stream, 0, stream.length));
        assertThat(messages)
                .singleElement()
                .isInstanceOfSatisfying(
                        Binary.class,
                        binary -> assertThat(binary.data().length()).isEqualTo(400_000));
    }

    private static void randomMessage(Random random, ClientFrames frames, List<WebSocketMessage> expected) {
        boolean text = random.nextBoolean();
        Bytes data = text ? randomText(random) : random(random, random.nextInt(70_000) >> random.nextInt(16));
        Opcode opcode = text ? Opcode.TEXT : Opcode.BINARY;
        int at = 0;
        while (random.nextBoolean()) {
            int to = random.nextInt(at, data.length() + 1);
            frames.frame(opcode.code(), data.slice(at, to), random(random, 4).toArray());
            if (random.nextBoolean()) {
                Bytes ping = random(random, random.nextInt(126));
                frames.whole(Opcode.PING, ping);
                expected.add(new Ping(ping));
            }
            opcode = Opcode.CONTINUATION;
            at = to;
        }
        frames.frame(
                ClientFrames.FINAL | opcode.code(),
                data.slice(at),
                random(random, 4).toArray());
        expected.add(text ? new Text(data) : new Binary(data));
    }

    private static List<WebSocketMessage> inRandomChunks(Random random, byte[] stream) {
        var decoder = new FrameDecoder(LIMIT);
        List<WebSocketMessage> messages = new ArrayList<>();
        int at = 0;
        while (at < stream.length) {
            int to = Math.min(stream.length, at + 1 + random.nextInt(1 << random.nextInt(1, 14)));
            messages.addAll(decoder.feed(stream, at, to));
            at = to;
        }
        return messages;
    }

    private static List<WebSocketMessage> decode(byte[] stream) {
        List<WebSocketMessage> whole = new FrameDecoder(LIMIT).feed(stream, 0, stream.length);
        assertThat(byteByByte(stream)).isEqualTo(whole);
        return whole;
    }

    private static List<WebSocketMessage> byteByByte(byte[] stream) {
        var decoder = new FrameDecoder(LIMIT);
        List<WebSocketMessage> messages = new ArrayList<>();
        for (int i = 0; i < stream.length; i++) {
            messages.addAll(decoder.feed(stream, i, i + 1));
        }
        return messages;
    }

    private static Bytes randomText(Random random) {
        var text = new StringBuilder();
        random.ints(random.nextInt(200), 0, 0x10ffff)
                .filter(c -> c < 0xd800 || c > 0xdfff)
                .forEach(text::appendCodePoint);
        return Bytes.utf8(text.toString());
    }

    private static Bytes random(Random random, int length) {
        byte[] data = new byte[length];
        random.nextBytes(data);
        return Bytes.of(data);
    }
}
