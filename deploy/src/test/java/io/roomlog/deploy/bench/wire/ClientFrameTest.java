package io.roomlog.deploy.bench.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomlog.common.bytes.Bytes;
import io.roomlog.common.websocket.FrameDecoder;
import io.roomlog.common.websocket.WebSocketMessage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What the bench sends, read by the decoder of the servers.
@Timeout(60)
class ClientFrameTest {
    private static final int FRONT = 3;

    @Test
    void framesOfAllLengthsAndMasksAreReadAsTheyWereWritten() {
        SplittableRandom random = new SplittableRandom(1);
        for (int length = 0; length < 300; length++) {
            assertReadAsWritten(length, random.nextInt());
        }
        for (int length : new int[] {65_535, 65_536, 70_001}) {
            assertReadAsWritten(length, random.nextInt());
        }
        assertReadAsWritten(100, 0);
    }

    @Test
    void aPongIsReadAsOne() {
        ByteBuffer frame = ByteBuffer.allocate(100);
        ClientFrame.write(frame, ClientFrame.PONG, new byte[] {1, 2}, 0, 2, 77);
        assertThat(new FrameDecoder(100).feed(frame.array(), 0, frame.position()))
                .containsExactly(new WebSocketMessage.Pong(Bytes.of(new byte[] {1, 2})));
    }

    private static void assertReadAsWritten(int length, int mask) {
        byte[] payload = new byte[FRONT + length + 1];
        for (int i = 0; i < payload.length; i++) {
            payload[i] = (byte) (' ' + i % 90);
        }
        ByteBuffer frames = ByteBuffer.allocate(2 * ClientFrame.length(length));
        ClientFrame.write(frames, ClientFrame.TEXT, payload, FRONT, length, mask);
        assertThat(frames.position()).isEqualTo(ClientFrame.length(length));
        ClientFrame.write(frames, ClientFrame.TEXT, payload, FRONT, length, mask + 1);
        WebSocketMessage expected = new WebSocketMessage.Text(Bytes.of(payload, FRONT, FRONT + length));

        assertThat(new FrameDecoder(100_000).feed(frames.array(), 0, frames.position()))
                .containsExactly(expected, expected);

        FrameDecoder slowly = new FrameDecoder(100_000);
        List<WebSocketMessage> read = new ArrayList<>();
        for (int at = 0; at < frames.position(); at++) {
            read.addAll(slowly.feed(frames.array(), at, at + 1));
        }
        assertThat(read).containsExactly(expected, expected);
    }
}
