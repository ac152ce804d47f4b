package io.roomlog.deploy.prove;

import io.roomlog.common.bytes.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// As much of HTTP/1.1 as the transports need. Nothing is ever sent twice, as HTTP clients do behind one's back.
final class Http {
    private static final int CONNECT_MS = 2_000;
    private static final int RECEIVE_BUFFER_BYTES = 16 * 1024;
    private static final int LONGEST_LINE = 8192;

    private Http() {}

    /// What stands before a body.
    ///
    /// @param length of the body; 0 if it is not said
    record Head(int status, int length) {}

    /// A connection that counts as lost when nothing has come for a ping interval and its time-out.
    static Socket connect(int port) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(RECEIVE_BUFFER_BYTES);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MS);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(
                Math.toIntExact(Edge.PING_INTERVAL.plus(Edge.PING_TIMEOUT).toMillis()));
        return socket;
    }

    static void write(Socket socket, String head, Bytes body) throws IOException {
        byte[] start = head.getBytes(StandardCharsets.US_ASCII);
        byte[] request = new byte[start.length + body.length()];
        System.arraycopy(start, 0, request, 0, start.length);
        body.copyTo(request, start.length);
        socket.getOutputStream().write(request);
    }

    static Head readHead(DataInputStream in) throws IOException {
        String[] status = line(in).split(" ", 3);
        int length = 0;
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            String lower = line.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length =
                        Integer.parseInt(lower.substring(lower.indexOf(':') + 1).strip());
            } else if (lower.startsWith("transfer-encoding:")) {
                throw new IOException("an answer without a length");
            }
        }
        if (status.length < 2) {
            throw new IOException("no HTTP");
        }
        return new Head(Integer.parseInt(status[1]), length);
    }

    private static String line(DataInputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(64);
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0 || line.size() > LONGEST_LINE) {
                throw new EOFException();
            }
            line.write(next);
        }
        return line.toString(StandardCharsets.US_ASCII).strip();
    }

    static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException harmless) {
            // It is closed already.
        }
    }
}
