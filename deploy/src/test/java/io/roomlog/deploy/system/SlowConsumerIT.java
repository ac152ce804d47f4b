package io.roomlog.deploy.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomlog.edge.EdgeMain;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A client that no longer reads is ended, and nobody else feels it.
@Timeout(120)
class SlowConsumerIT {
    @RegisterExtension
    static final Cluster CLUSTER = new Cluster();

    private static final int QUEUE_BYTES = 256 * 1024;
    private static final int RECEIVE_BUFFER_BYTES = 16 * 1024;
    private static final int MESSAGE_BYTES = 20_000;
    private static final int MESSAGES = 500;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static EdgeMain edge;

    @BeforeAll
    static void start() throws InterruptedException {
        edge = CLUSTER.edge("max-queue-bytes", Integer.toString(QUEUE_BYTES));
    }

    @Test
    void isEndedAndTheOthersFeelNothing() throws IOException {
        String room = Cluster.fresh("flooded");
        String text = "x".repeat(MESSAGE_BYTES);
        try (RawClient reader = RawClient.connect(edge, "reader");
                RawClient publisher = RawClient.connect(edge, "publisher");
                Stalled stalled = new Stalled(edge.port())) {
            reader.done("join", room);
            stalled.join(room);
            reader.awaitEvents("user-joined", 1);
            for (int i = 0; i < MESSAGES; i++) {
                publisher.done("publish", room, "message", i, text);
                reader.awaitEvents("message", i + 1);
            }
            assertThat(reader.awaitEvents("message", MESSAGES))
                    .extracting(packet -> packet.arguments().get(0).asInt())
                    .isSorted()
                    .doesNotHaveDuplicates()
                    .hasSize(MESSAGES);
            assertThat(reader.awaitEvents("user-left", 1)).hasSize(1);
            // what it can still read is what was in buffers and in its queue, and no more
            assertThat(stalled.readToTheEnd()).isLessThan((long) MESSAGES * MESSAGE_BYTES / 2);
        }
    }

    /// A client over plain TCP that reads only when it is told to.
    private static final class Stalled implements AutoCloseable {
        private final Socket socket = new Socket();
        private final OutputStream out;

        Stalled(int port) throws IOException {
            socket.setReceiveBufferSize(RECEIVE_BUFFER_BYTES);
            socket.setSoTimeout(Math.toIntExact(PATIENCE.toMillis()));
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            out = socket.getOutputStream();
            out.write(("GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1:" + port
                            + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            send("40{\"token\":\"" + Cluster.token("stalled") + "\"}");
        }

        void join(String room) throws IOException {
            send("420[\"join\",\"" + room + "\"]");
        }

        /// Sends a text frame, with a mask that changes nothing (RFC 6455, section 5.3).
        private void send(String text) throws IOException {
            byte[] payload = text.getBytes(StandardCharsets.UTF_8);
            byte[] frame = new byte[8 + payload.length];
            frame[0] = (byte) 0x81;
            frame[1] = (byte) 0xFE;
            frame[2] = (byte) (payload.length >>> 8);
            frame[3] = (byte) payload.length;
            System.arraycopy(payload, 0, frame, 8, payload.length);
            if (payload.length < 126) {
                frame = new byte[6 + payload.length];
                frame[0] = (byte) 0x81;
                frame[1] = (byte) (0x80 | payload.length);
                System.arraycopy(payload, 0, frame, 6, payload.length);
            }
            out.write(frame);
            out.flush();
        }

        /// Reads until the connection ends, however it ends.
        ///
        /// @return bytes read
        long readToTheEnd() throws IOException {
            InputStream in = socket.getInputStream();
            byte[] buffer = new byte[64 * 1024];
            long total = 0;
            try {
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    total += read;
                }
            } catch (SocketException e) {
                return total;
            }
            return total;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
