package io.roomlog.edge.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.helidon.common.socket.PlainSocket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ReadBufferTest {
    private static final long SEED = 20261124;

    @Test
    void isSmallGrowsWhenMuchComesAndShrinksWhenLittleDoes() throws IOException {
        byte[] sent = new byte[5 * ReadBuffer.LARGE];
        new Random(SEED).nextBytes(sent);
        byte[] received = new byte[sent.length];
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket client = new Socket(listener.getInetAddress(), listener.getLocalPort());
                Socket accepted = listener.accept()) {
            PlainSocket socket = PlainSocket.server(accepted, "server", "client");
            ReadBuffer buffer = new ReadBuffer(socket);
            assertThat(buffer.size()).isEqualTo(ReadBuffer.SMALL);

            client.getOutputStream().write(sent);
            boolean grew = false;
            int at = 0;
            while (at < sent.length) {
                byte[] chunk = socket.get();
                System.arraycopy(chunk, 0, received, at, chunk.length);
                at += chunk.length;
                buffer.read(chunk.length);
                grew |= chunk.length > ReadBuffer.SMALL;
            }
            assertThat(received).isEqualTo(sent);
            assertThat(grew).isTrue();

            for (int i = 0; i < 100; i++) {
                client.getOutputStream().write(i);
                byte[] chunk = socket.get();
                assertThat(chunk).containsExactly(i);
                buffer.read(chunk.length);
            }
            assertThat(buffer.size()).isEqualTo(ReadBuffer.SMALL);
        }
    }
}
