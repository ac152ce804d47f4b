package io.roomlog.edge.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.helidon.common.buffers.BufferData;
import io.roomlog.common.bytes.Bytes;
import io.roomlog.edge.outbound.SharedBytes;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameBufferTest {
    private static final int NEVER = Integer.MAX_VALUE;
    private static final int TEXT = 0x81;
    private static final int BINARY = 0x82;
    private static final int COMPRESSED = 0x40;
    private static final byte[] REST_1 = ",\"cursor.".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] REST_2 = "of one socket\"]".getBytes(StandardCharsets.US_ASCII);

    private final FrameBuffer frames = new FrameBuffer();

    @Test
    void compressesFromALengthOnAndForThoseWhoTakeIt() throws DataFormatException {
        Bytes packet = Bytes.utf8("4".repeat(1_000));
        frames.begin(false, 1_000);
        frames.text(packet);
        frames.binary(packet);
        frames.text(packet.slice(1));
        assertNext(TEXT | COMPRESSED, packet);
        assertNext(BINARY | COMPRESSED, packet);
        assertNext(TEXT, packet.slice(1));
        assertThat(frames.content().available()).isZero();

        frames.begin(false, NEVER);
        frames.text(packet);
        frames.text(new SharedBytes(packet), REST_1, REST_2);
        assertNext(TEXT, packet);
        assertNext(TEXT, joined(packet, REST_1, REST_2));
    }

    @ParameterizedTest
    @ValueSource(ints = {30, 100, 1_000, 70_000})
    void whatIsSharedIsCompressedOnceAndEndsDifferently(int length) throws DataFormatException {
        SharedBytes shared = new SharedBytes(Bytes.utf8("4".repeat(length)));
        frames.begin(false, 10);
        frames.text(shared, REST_1, REST_2);
        frames.text(shared, REST_2);
        frames.text(shared, new byte[0]);
        frames.binary(shared);
        assertNext(TEXT | COMPRESSED, joined(shared.plain(), REST_1, REST_2));
        assertNext(TEXT | COMPRESSED, joined(shared.plain(), REST_2));
        assertNext(TEXT | COMPRESSED, shared.plain());
        assertNext(BINARY | COMPRESSED, shared.plain());
        assertThat(shared.deflated().orElseThrow()).isSameAs(shared.deflated().orElseThrow());
    }

    @Test
    void sendsAsItIsWhatDoesNotBecomeShorter() throws DataFormatException {
        byte[] noise = new byte[10_000];
        new Random(20261125).nextBytes(noise);
        SharedBytes shared = new SharedBytes(Bytes.of(noise));
        Bytes few = Bytes.utf8("42[\"a\",1");
        frames.begin(false, 1);
        frames.binary(shared.plain());
        frames.binary(shared);
        frames.text(shared, REST_1, REST_2);
        frames.text(new SharedBytes(few), REST_1, REST_2);
        assertNext(BINARY, shared.plain());
        assertNext(BINARY, shared.plain());
        assertNext(TEXT, joined(shared.plain(), REST_1, REST_2));
        assertNext(TEXT, joined(few, REST_1, REST_2));
    }

    @Test
    void compressesBinaryThatGoesAsText() throws DataFormatException {
        Bytes zeros = Bytes.of(new byte[3_000]);
        frames.begin(true, 1_000);
        frames.binary(zeros);
        frames.binary(new SharedBytes(zeros));
        assertNext(TEXT | COMPRESSED, Bytes.utf8("b" + "A".repeat(4_000)));
        assertNext(TEXT | COMPRESSED, Bytes.utf8("b" + "A".repeat(4_000)));
    }

    private void assertNext(int first, Bytes payload) throws DataFormatException {
        BufferData content = frames.content();
        assertThat(content.read()).isEqualTo(first);
        int length = content.read();
        length = length == 127 ? (int) content.readLong() : length == 126 ? content.readInt16() : length;
        byte[] bytes = new byte[length];
        content.read(bytes);
        byte[] plain = (first & COMPRESSED) == 0 ? bytes : inflated(bytes, payload.length());
        assertThat(Bytes.of(plain)).isEqualTo(payload);
    }

    private static byte[] inflated(byte[] bytes, int length) throws DataFormatException {
        byte[] whole = new byte[length];
        try (var inflater = new Inflater(true)) {
            inflater.setInput(joined(Bytes.of(bytes), new byte[] {0, 0, -1, -1}).toArray());
            assertThat(inflater.inflate(whole)).isEqualTo(length);
            assertThat(inflater.inflate(new byte[1])).isZero();
            assertThat(inflater.needsInput()).isTrue();
        }
        return whole;
    }

    private static Bytes joined(Bytes start, byte[]... parts) {
        int length = start.length();
        for (byte[] part : parts) {
            length += part.length;
        }
        byte[] all = new byte[length];
        start.copyTo(all, 0);
        int at = start.length();
        for (byte[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return Bytes.of(all);
    }
}
