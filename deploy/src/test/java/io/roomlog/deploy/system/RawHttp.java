package io.roomlog.deploy.system;

import io.roomlog.edge.EdgeMain;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A request as bytes, and what comes back until the server ends the connection.
///
/// @param head status line and headers
record RawHttp(String head, String body) {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /// Sends a request that asks for the connection's end.
    ///
    /// @param target path and query, as they stand on the wire
    static RawHttp get(EdgeMain edge, String target, String... headers) throws IOException {
        return send(edge, "GET", target, "", headers);
    }

    static RawHttp send(EdgeMain edge, String method, String target, String body, String... headers)
            throws IOException {
        StringBuilder request =
                new StringBuilder(method + ' ' + target + " HTTP/1.1\r\nhost: 127.0.0.1:" + edge.port());
        List.of(headers).forEach(header -> request.append("\r\n").append(header));
        request.append("\r\ncontent-length: ").append(body.length()).append("\r\nconnection: close\r\n\r\n");
        try (Socket socket = connect(edge)) {
            socket.getOutputStream().write((request + body).getBytes(StandardCharsets.ISO_8859_1));
            return read(socket.getInputStream());
        }
    }

    /// Asks for a WebSocket, and hangs up.
    static RawHttp websocket(EdgeMain edge, String query, String... headers) throws IOException {
        StringBuilder request = new StringBuilder("GET /socket.io/?EIO=4&transport=websocket" + query
                + " HTTP/1.1\r\nhost: 127.0.0.1:" + edge.port()
                + "\r\nupgrade: websocket\r\nconnection: Upgrade\r\nsec-websocket-version: 13"
                + "\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==");
        List.of(headers).forEach(header -> request.append("\r\n").append(header));
        try (Socket socket = connect(edge)) {
            socket.getOutputStream().write(request.append("\r\n\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
            return read(socket.getInputStream());
        }
    }

    static Socket connect(EdgeMain edge) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), edge.port());
        socket.setSoTimeout((int) PATIENCE.toMillis());
        return socket;
    }

    private static RawHttp read(InputStream in) throws IOException {
        StringBuilder all = new StringBuilder();
        byte[] buffer = new byte[8192];
        while (true) {
            int headEnd = all.indexOf("\r\n\r\n");
            if (headEnd >= 0) {
                RawHttp so = new RawHttp(all.substring(0, headEnd), all.substring(headEnd + 4));
                Optional<String> length = so.header("content-length");
                boolean whole = so.status() == 101
                        || (length.isPresent() && so.body.length() >= Integer.parseInt(length.get()));
                if (whole) {
                    return so;
                }
            }
            int read = in.read(buffer);
            if (read < 0) {
                return new RawHttp(all.toString(), "");
            }
            all.append(new String(buffer, 0, read, StandardCharsets.ISO_8859_1));
        }
    }

    /// The status; 0 if the server has ended the connection without an answer.
    int status() {
        return head.startsWith("HTTP/1.1 ") ? Integer.parseInt(head.substring(9, 12)) : 0;
    }

    Optional<String> header(String name) {
        return head.lines()
                .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst();
    }
}
