package io.roomlog.deploy.system;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;

/// A client over TCP or TLS that reads only when it is told to.
final class Stalled implements AutoCloseable {
    private static final int RECEIVE_BUFFER_BYTES = 16 * 1024;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Socket socket;
    private final OutputStream out;

    private Stalled(Socket socket) throws IOException {
        this.socket = socket;
        this.out = socket.getOutputStream();
    }

    /// A client over plain TCP that has asked for a WebSocket and sent CONNECT.
    static Stalled open(int port) throws IOException {
        return new Stalled(connect(port)).begin();
    }

    /// The same over TLS.
    static Stalled open(int port, SSLContext trust) throws IOException {
        return new Stalled(shakeHands(port, trust)).begin();
    }

    /// A connection that has not said a word.
    static Socket connect(int port) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(RECEIVE_BUFFER_BYTES);
        socket.setSoTimeout(Math.toIntExact(PATIENCE.toMillis()));
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return socket;
    }

    /// A connection over TLS, with hands shaken.
    static SSLSocket shakeHands(int port, SSLContext trust) throws IOException {
        SSLSocket socket = unshaken(port, trust);
        socket.startHandshake();
        return socket;
    }

    /// One whose hands are still to be shaken.
    static SSLSocket unshaken(int port, SSLContext trust) throws IOException {
        return (SSLSocket) trust.getSocketFactory().createSocket(connect(port), "localhost", port, true);
    }

    private Stalled begin() throws IOException {
        out.write(("GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1"
                        + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        send("40{\"token\":\"" + Cluster.token("stalled") + "\"}");
        return this;
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
        } catch (SocketException | SSLException e) {
            return total;
        }
        return total;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
