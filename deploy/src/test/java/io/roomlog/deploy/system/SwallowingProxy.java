package io.roomlog.deploy.system;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32C;

/// Between clients and a broker: can swallow a record on its way to whoever consumes it. The log has it, nobody gets
/// it:
/// the batch that it is in is made one of another key, with the checksum that belongs to it.
final class SwallowingProxy implements AutoCloseable {
    private static final int MAGIC = 16;
    private static final int CHECKSUM = 17;
    private static final int CHECKED = 21;
    private static final int BATCH_LENGTH = 8;
    private static final int BEHIND_LENGTH = 12;
    private static final int LARGEST = 100 * 1024 * 1024;

    private final ServerSocket server;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger toSwallow = new AtomicInteger();
    private final AtomicInteger swallowed = new AtomicInteger();
    private volatile byte[] needle = {};
    private volatile int target;

    SwallowingProxy() {
        try {
            server = new ServerSocket(0, 256, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return server.getLocalPort();
    }

    /// Begins to pass on what comes.
    void start(int brokerPort) {
        target = brokerPort;
        Thread.ofVirtual().start(this::accept);
    }

    /// Swallows the next batch of records whose keys begin so.
    void swallow(String keyBegin) {
        needle = keyBegin.getBytes(StandardCharsets.UTF_8);
        toSwallow.incrementAndGet();
    }

    int swallowed() {
        return swallowed.get();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Socket broker = new Socket(InetAddress.getLoopbackAddress(), target);
                client.setTcpNoDelay(true);
                broker.setTcpNoDelay(true);
                open.add(client);
                open.add(broker);
                Thread.ofVirtual().start(() -> passOn(client, broker));
                Thread.ofVirtual().start(() -> bring(broker, client));
            } catch (IOException e) {
                // closed, or the broker is not there
            }
        }
    }

    private void passOn(Socket client, Socket broker) {
        try (client;
                broker;
                InputStream in = client.getInputStream()) {
            in.transferTo(broker.getOutputStream());
        } catch (IOException e) {
            // the other direction ends as well
        }
    }

    private void bring(Socket broker, Socket client) {
        try (client;
                broker;
                DataInputStream in = new DataInputStream(broker.getInputStream());
                DataOutputStream out = new DataOutputStream(client.getOutputStream())) {
            while (true) {
                byte[] response = new byte[Math.min(LARGEST, in.readInt())];
                in.readFully(response);
                if (toSwallow.get() > 0) {
                    look(response);
                }
                ByteBuffer whole = ByteBuffer.allocate(4 + response.length);
                out.write(whole.putInt(response.length).put(response).array());
            }
        } catch (IOException e) {
            // the other direction ends as well
        }
    }

    private void look(byte[] response) {
        ByteBuffer bytes = ByteBuffer.wrap(response);
        for (int start = 0; start + CHECKED < response.length; start++) {
            int end = start + BEHIND_LENGTH + bytes.getInt(start + BATCH_LENGTH);
            if (response[start + MAGIC] == 2
                    && end > start + CHECKED
                    && end <= response.length
                    && checksum(response, start, end) == bytes.getInt(start + CHECKSUM)) {
                int key = find(response, start + CHECKED, end);
                if (key >= 0 && toSwallow.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                    response[key] ^= 1;
                    bytes.putInt(start + CHECKSUM, checksum(response, start, end));
                    swallowed.incrementAndGet();
                }
                start = end - 1;
            }
        }
    }

    private static int checksum(byte[] response, int start, int end) {
        CRC32C crc = new CRC32C();
        crc.update(response, start + CHECKED, end - start - CHECKED);
        return (int) crc.getValue();
    }

    private int find(byte[] in, int from, int to) {
        byte[] wanted = needle;
        for (int at = from; at + wanted.length <= to; at++) {
            int same = 0;
            while (same < wanted.length && in[at + same] == wanted[same]) {
                same++;
            }
            if (same == wanted.length) {
                return at;
            }
        }
        return -1;
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
