package io.roomlog.deploy.conformance;

import io.roomlog.common.bytes.Bytes;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// A WebSocket client that sends whatever bytes it is given, and reads frame by frame.
final class WireClient implements AutoCloseable {
    static final String HANDSHAKE = """
            Host: 127.0.0.1
            Upgrade: websocket
            Connection: Upgrade
            Sec-WebSocket-Version: 13
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
            """;

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final byte[] LEFT_OUT = {0, 0, (byte) 0xff, (byte) 0xff};

    private final Socket socket = new Socket();
    private final DataInputStream in;
    private final OutputStream out;
    private final Map<String, String> headers = new TreeMap<>();
    private String status = "";

    /// A frame of the server. Its payload is restored where it was compressed.
    record Frame(int opcode, boolean compressed, Bytes payload) {
        boolean isMessage() {
            return opcode == Frames.TEXT || opcode == Frames.BINARY;
        }

        /// The code of a close frame; 1005 where it has none.
        int closeCode() {
            return payload.length() < 2 ? 1005 : ((payload.at(0) & 0xff) << Byte.SIZE) | (payload.at(1) & 0xff);
        }
    }

    private WireClient(int port, int receiveBuffer) throws IOException {
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(Math.toIntExact(PATIENCE.toMillis()));
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), BUFFER_BYTES));
        out = socket.getOutputStream();
    }

    /// Sends a request, and reads the answer's head.
    ///
    /// @param request its first line and headers, a line each
    static WireClient request(int port, String request) throws IOException {
        return request(port, request, 0);
    }

    private static WireClient request(int port, String request, int receiveBuffer) throws IOException {
        WireClient client = new WireClient(port, receiveBuffer);
        client.write((request.strip().replace("\n", "\r\n") + "\r\n\r\n").getBytes(StandardCharsets.UTF_8));
        client.readHead();
        return client;
    }

    /// A WebSocket on which the Engine.IO handshake has come.
    ///
    /// @param headers further ones of the request, a line each
    static WireClient open(int port, String headers) throws IOException {
        return open(port, headers, 0);
    }

    /// One that takes little in while it does not read.
    ///
    /// @param receiveBuffer bytes; 0 for the system's own
    static WireClient open(int port, String headers, int receiveBuffer) throws IOException {
        String line = "GET /engine.io/?EIO=4&transport=websocket HTTP/1.1\n";
        WireClient client = request(port, line + HANDSHAKE + headers, receiveBuffer);
        if (!client.status.startsWith("HTTP/1.1 101")) {
            throw new AssertionError(client.status);
        }
        Frame first = client.read();
        if (first.opcode() != Frames.TEXT || first.payload().at(0) != '0') {
            throw new AssertionError("no Engine.IO handshake: " + first);
        }
        return client;
    }

    private void readHead() throws IOException {
        status = line();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
    }

    private String line() throws IOException {
        var line = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
            line.write(b);
        }
        return line.toString(StandardCharsets.US_ASCII).strip();
    }

    /// The answer's status.
    int status() {
        return Integer.parseInt(status.split(" ", 3)[1]);
    }

    /// The answer's headers, their names in lower case.
    Map<String, String> headers() {
        return headers;
    }

    void write(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    /// Says that no more will be sent, and reads on.
    void endOutput() throws IOException {
        socket.shutdownOutput();
    }

    /// The next frame, however the server forms it.
    Frame read() throws IOException {
        int first = in.readUnsignedByte();
        int second = in.readUnsignedByte();
        if ((first & Frames.FINAL) == 0 || (first & 0x30) != 0 || (second & 0x80) != 0) {
            throw new AssertionError("a server's frame with the header %02x %02x".formatted(first, second));
        }
        long length = switch (second) {
            case 126 -> in.readUnsignedShort();
            case 127 -> in.readLong();
            default -> second;
        };
        byte[] payload = in.readNBytes(Math.toIntExact(length));
        boolean compressed = (first & Frames.COMPRESSED) != 0;
        return new Frame(first & 0x0f, compressed, Bytes.of(compressed ? inflated(payload) : payload));
    }

    private static byte[] inflated(byte[] payload) {
        var whole = new ByteArrayOutputStream();
        byte[] piece = new byte[8 * 1024];
        try (var inflater = new Inflater(true)) {
            inflater.setInput(Frames.joined(payload, LEFT_OUT));
            for (int length = inflater.inflate(piece); length > 0; length = inflater.inflate(piece)) {
                whole.write(piece, 0, length);
            }
        } catch (DataFormatException e) {
            throw new AssertionError("the server's " + Arrays.toString(payload), e);
        }
        return whole.toByteArray();
    }

    /// Whether the server has ended what it sends, and has not reset the connection.
    boolean hasEnded() throws IOException {
        return in.read() < 0;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
