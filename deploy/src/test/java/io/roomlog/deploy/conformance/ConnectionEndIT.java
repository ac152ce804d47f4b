package io.roomlog.deploy.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomlog.common.bytes.Bytes;
import io.roomlog.deploy.conformance.WireClient.Frame;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Clients that do not do their part: do not close, do not answer, do not read.
@Timeout(60)
class ConnectionEndIT {
    @RegisterExtension
    static final EchoEdge EDGE = new EchoEdge();

    private static final int PINGS = 200_000;
    private static final int PING_BYTES = 125;
    private static final int RECEIVE_BUFFER_BYTES = 16 * 1024;
    private static final Bytes HELLO = Bytes.utf8("4Hello");

    @Test
    void aClientThatHasEndedItsOutputGetsWhatItAskedFor() throws IOException {
        try (WireClient client = WireClient.open(EDGE.port(), "")) {
            client.write(Frames.text(HELLO.toArray()));
            client.endOutput();
            assertThat(client.read().payload()).isEqualTo(HELLO);
            assertThat(client.hasEnded()).isTrue();
        }
    }

    @Test
    void aClientThatDoesNotAnswerACloseIsLeft() throws IOException {
        try (WireClient client = WireClient.open(EDGE.port(), "")) {
            client.write(Frames.text(Bytes.utf8("1").toArray())); // Engine.IO's close
            assertThat(client.read().closeCode()).isEqualTo(1000);
            assertThat(client.hasEnded()).isTrue();
        }
    }

    @Test
    void aClientThatSendsOnBehindACloseIsHeardNoMore() throws IOException {
        try (WireClient client = WireClient.open(EDGE.port(), "")) {
            client.write(Frames.text(Bytes.utf8("1").toArray()));
            assertThat(client.read().closeCode()).isEqualTo(1000);
            client.write(Frames.joined(Frames.text(HELLO.toArray()), Frames.ping(HELLO.toArray()), Frames.close(1000)));
            assertThat(client.hasEnded()).isTrue();
        }
    }

    /// Pongs do not pile up for a client that does not read: it gets some, and the last one.
    @Test
    void aFloodOfPingsIsAnsweredInPart() throws IOException {
        try (WireClient client = WireClient.open(EDGE.port(), "", RECEIVE_BUFFER_BYTES)) {
            for (int i = 1; i <= PINGS; i++) {
                client.write(
                        Frames.ping(ByteBuffer.allocate(PING_BYTES).putInt(i).array()));
            }
            int pongs = 0;
            int last = 0;
            while (last < PINGS) {
                Frame pong = client.read();
                assertThat(pong.opcode()).isEqualTo(Frames.PONG);
                int number = ByteBuffer.wrap(pong.payload().toArray()).getInt();
                assertThat(number).isGreaterThan(last);
                last = number;
                pongs++;
            }
            assertThat(pongs).isLessThan(PINGS / 2);
            client.write(Frames.text(HELLO.toArray()));
            assertThat(client.read().payload()).isEqualTo(HELLO);
        }
    }
}
