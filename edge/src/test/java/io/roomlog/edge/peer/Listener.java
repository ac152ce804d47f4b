package io.roomlog.edge.peer;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;

/// A server that keeps the requests that come, and answers each as it has been told, or breaks the connection.
final class Listener implements AutoCloseable {
    /// The connection is broken when the request has been read.
    static final String BREAK = "break";

    /// Nothing is answered.
    static final String SILENCE = "silence";

    final BlockingQueue<String> requests = new LinkedBlockingQueue<>();
    /// A connection has ended.
    final BlockingQueue<String> ends = new LinkedBlockingQueue<>();

    private final Queue<String> answers = new ConcurrentLinkedQueue<>();
    private final ServerSocket server;

    Listener(String... answers) throws IOException {
        this.answers.addAll(List.of(answers));
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    /// An answer, after which the connection is kept.
    static String answer(int status, String contentType, String body) {
        return "HTTP/1.1 " + status + " said\r\ncontent-type: " + contentType + "\r\ncontent-length: " + body.length()
                + "\r\n\r\n" + body;
    }

    String address() {
        return "127.0.0.1:" + server.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                Socket connection = server.accept();
                Thread.ofVirtual().start(() -> serve(connection));
            }
        } catch (IOException e) {
            // it is closed
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            InputStream in = new BufferedInputStream(connection.getInputStream());
            for (String request = read(in); !request.isEmpty(); request = read(in)) {
                requests.add(request);
                String answer = answers.isEmpty() ? BREAK : answers.remove();
                if (answer.equals(BREAK)) {
                    return;
                }
                if (!answer.equals(SILENCE)) {
                    connection.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
                }
            }
        } catch (IOException e) {
            // reset
        } finally {
            ends.add("end");
        }
    }

    /// A request, head and body; empty at the end.
    private static String read(InputStream in) throws IOException {
        StringBuilder request = new StringBuilder();
        while (request.indexOf("\r\n\r\n") < 0) {
            int octet = in.read();
            if (octet < 0) {
                return "";
            }
            request.append((char) octet);
        }
        int length = request.toString()
                .lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length:"))
                .mapToInt(line -> Integer.parseInt(line.substring(15).strip()))
                .findFirst()
                .orElse(0);
        return request + new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
