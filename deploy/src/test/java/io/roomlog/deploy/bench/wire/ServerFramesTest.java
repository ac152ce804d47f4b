package io.roomlog.deploy.bench.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomlog.common.bytes.Bytes;
import io.roomlog.common.websocket.FrameEncoder;
import io.roomlog.common.websocket.Opcode;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ServerFramesTest {
    private static final byte[] MASKED = {(byte) 0x81, (byte) 0x81, 1, 2, 3, 4, 'x'};
    private static final byte[] FIRST_FRAGMENT = {0x01, 1, 'x'};
    private static final byte[] LAST_FRAGMENT = {(byte) 0x80, 1, 'x'};
    private static final byte[] LARGER_THAN_ANY_ARRAY = {(byte) 0x81, 127, 0, 0, 0, 1, 0, 0, 0, 0};
    private static final byte[] NEGATIVE_LENGTH = {(byte) 0x81, 127, (byte) 0x80, 0, 0, 0, 0, 0, 0, 0};

    private final List<String> texts = new ArrayList<>();
    private final List<String> others = new ArrayList<>();
    private final ServerFrames.Sink sink = new ServerFrames.Sink() {
        @Override
        public void text(ByteBuffer buffer, int from, int to) {
            texts.add(string(buffer, from, to));
        }

        @Override
        public void other(int opcode, ByteBuffer buffer, int from, int to) {
            others.add(opcode + string(buffer, from, to));
        }
    };

    @Test
    void framesOfAllSizesInOneReadAreFoundInOrder() {
        List<String> sent = List.of("", "2", "a".repeat(125), "b".repeat(126), "c".repeat(65_535), "d".repeat(65_536));
        byte[] stream = stream(sent);
        assertThat(ServerFrames.parse(ByteBuffer.wrap(stream), 0, stream.length, sink))
                .isEqualTo(stream.length);
        assertThat(texts).isEqualTo(sent);
    }

    @Test
    void framesThatComeByteByByteAreFoundOnceEach() {
        List<String> sent = List.of("", "2", "a".repeat(125), "b".repeat(126), "c".repeat(300));
        byte[] stream = stream(sent);
        ByteBuffer buffer = ByteBuffer.wrap(stream);
        int at = 0;
        for (int to = 0; to <= stream.length; to++) {
            at = ServerFrames.parse(buffer, at, to, sink);
            assertThat(at).isBetween(0, to);
        }
        assertThat(at).isEqualTo(stream.length);
        assertThat(texts).isEqualTo(sent);
    }

    @Test
    void aLargeFrameThatComesByteByByteIsFoundOnce() {
        byte[] stream = stream(List.of("d".repeat(65_536)));
        ByteBuffer buffer = ByteBuffer.wrap(stream);
        for (int to = 0; to < stream.length; to++) {
            assertThat(ServerFrames.parse(buffer, 0, to, sink)).isZero();
        }
        assertThat(texts).isEmpty();
        assertThat(ServerFrames.parse(buffer, 0, stream.length, sink)).isEqualTo(stream.length);
        assertThat(texts).hasSize(1);
    }

    @Test
    void controlFramesAreToldApart() {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        stream.writeBytes(FrameEncoder.frame(Opcode.PING, Bytes.utf8("you?")));
        stream.writeBytes(FrameEncoder.frame(Opcode.TEXT, Bytes.utf8("2")));
        stream.writeBytes(FrameEncoder.closeFrame(1001, "bye"));
        byte[] bytes = stream.toByteArray();
        assertThat(ServerFrames.parse(ByteBuffer.wrap(bytes), 0, bytes.length, sink))
                .isEqualTo(bytes.length);
        assertThat(texts).containsExactly("2");
        assertThat(others).containsExactly("9you?", "8\u0003\u00e9bye");
    }

    @Test
    void whatNoServerMaySendIsMalformed() {
        for (byte[] bytes : List.of(MASKED, FIRST_FRAGMENT, LAST_FRAGMENT, LARGER_THAN_ANY_ARRAY, NEGATIVE_LENGTH)) {
            assertThat(ServerFrames.parse(ByteBuffer.wrap(bytes), 0, bytes.length, sink))
                    .isEqualTo(ServerFrames.MALFORMED);
        }
        assertThat(texts).isEmpty();
    }

    private static byte[] stream(List<String> texts) {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        texts.forEach(text -> stream.writeBytes(FrameEncoder.frame(Opcode.TEXT, Bytes.utf8(text))));
        return stream.toByteArray();
    }

    private static String string(ByteBuffer buffer, int from, int to) {
        byte[] bytes = new byte[to - from];
        buffer.get(from, bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
