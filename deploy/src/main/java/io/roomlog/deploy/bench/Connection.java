package io.roomlog.deploy.bench;

import io.roomlog.deploy.bench.wire.ClientFrame;
import io.roomlog.deploy.bench.wire.ServerFrames;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;

/// A WebSocket connection to `/socket.io/`, the client's side. What comes is for the thread of its loop; any thread may
/// send.
final class Connection implements ServerFrames.Sink {
    private static final byte[] NOTHING = {};
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int LONGEST_HEAD = 8192;

    private final Loop loop;
    private final SocketChannel channel;
    private final SelectionKey key;
    private final InetSocketAddress address;
    private final Listener listener;
    private ByteBuffer unsent = ByteBuffer.allocate(512);
    private byte[] rest = NOTHING;
    private boolean upgraded;
    private volatile boolean over;

    /// Gets what comes, in the loop's thread.
    interface Listener {
        /// A text message: the range of the buffer, for the time of the call.
        void text(ByteBuffer buffer, int from, int to);

        /// The connection has ended by itself; nothing comes after this.
        void ended(String why);
    }

    private Connection(Loop loop, SocketChannel channel, InetSocketAddress address, Listener listener)
            throws IOException {
        this.loop = loop;
        this.channel = channel;
        this.address = address;
        this.listener = listener;
        this.key = loop.register(channel, this);
    }

    /// Begins a connection. In the loop's thread.
    static Connection open(Loop loop, InetSocketAddress address, Listener listener) throws IOException {
        SocketChannel channel = SocketChannel.open();
        try {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            Connection connection = new Connection(loop, channel, address, listener);
            if (channel.connect(address)) {
                connection.connected();
            }
            return connection;
        } catch (IOException refused) {
            channel.close();
            throw refused;
        }
    }

    /// Does what the selector says can be done.
    void ready() {
        try {
            if (key.isValid() && key.isConnectable() && channel.finishConnect()) {
                connected();
            }
            if (key.isValid() && key.isReadable()) {
                read(loop.buffer());
            }
            if (key.isValid() && key.isWritable()) {
                flush();
            }
        } catch (IOException lost) {
            end(String.valueOf(lost.getMessage()));
        }
    }

    private void connected() throws IOException {
        String request = "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: " + address.getHostString() + ':'
                + address.getPort() + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: cm9vbWxvZyBiZW5jaG1hcg==\r\n\r\n";
        key.interestOps(SelectionKey.OP_READ);
        synchronized (this) {
            unsent.put(request.getBytes(StandardCharsets.US_ASCII));
        }
        flush();
    }

    private void read(ByteBuffer in) throws IOException {
        in.clear();
        in.put(rest);
        int read = channel.read(in);
        if (read < 0) {
            end("closed by the server");
            return;
        }
        loop.readAt(System.nanoTime());
        in.flip();
        int at = upgraded ? 0 : head(in);
        if (upgraded) {
            at = ServerFrames.parse(in, at, in.limit(), this);
            if (at == ServerFrames.MALFORMED) {
                end("sent a frame that is masked or a fragment");
            }
        }
        if (over) {
            return;
        }
        keep(in, at);
        flush();
    }

    /// Reads the answer to the handshake.
    ///
    /// @return the index behind it; 0 while it is not whole
    private int head(ByteBuffer in) {
        String text = StandardCharsets.ISO_8859_1
                .decode(in.duplicate().limit(Math.min(in.limit(), LONGEST_HEAD)))
                .toString();
        int end = text.indexOf("\r\n\r\n");
        if (end < 0) {
            return 0;
        }
        if (!text.startsWith("HTTP/1.1 101")) {
            end("no WebSocket: " + text.lines().findFirst().orElse(""));
        }
        upgraded = true;
        return end + 4;
    }

    private void keep(ByteBuffer in, int from) {
        int length = in.limit() - from;
        rest = length == 0 ? NOTHING : new byte[length];
        in.get(from, rest);
        if (length == in.capacity()) {
            loop.enlargeBuffer();
        }
    }

    @Override
    public void text(ByteBuffer buffer, int from, int to) {
        if (!over) {
            listener.text(buffer, from, to);
        }
    }

    @Override
    public void other(int opcode, ByteBuffer buffer, int from, int to) {
        switch (opcode) {
            case CLOSE -> end("closed with " + (to - from < 2 ? "no code" : buffer.getShort(from) & 0xffff));
            case PING -> {
                byte[] payload = new byte[to - from];
                buffer.get(from, payload);
                send(ClientFrame.PONG, payload, 0, payload.length);
            }
            default -> {
                // Nothing to do.
            }
        }
    }

    /// Puts a text into what is to be sent; [#flush] sends it, as the end of a read does.
    void send(byte[] text, int from, int length) {
        send(ClientFrame.TEXT, text, from, length);
    }

    private synchronized void send(int opcode, byte[] payload, int from, int length) {
        int needed = ClientFrame.length(length);
        if (unsent.remaining() < needed) {
            unsent = ByteBuffer.allocate(2 * (unsent.position() + needed)).put(unsent.flip());
        }
        ClientFrame.write(
                unsent,
                opcode,
                payload,
                from,
                length,
                ThreadLocalRandom.current().nextInt());
    }

    /// Writes what is to be sent, as much as the system takes; the loop writes the rest.
    void flush() {
        try {
            write();
        } catch (IOException lost) {
            loop.execute(() -> end(String.valueOf(lost.getMessage())));
        }
    }

    private synchronized void write() throws IOException {
        if (over || !channel.isConnected() || unsent.position() == 0) {
            return;
        }
        channel.write(unsent.flip());
        unsent.compact();
        boolean blocked = unsent.position() > 0;
        if (blocked != ((key.interestOps() & SelectionKey.OP_WRITE) != 0)) {
            key.interestOps(SelectionKey.OP_READ | (blocked ? SelectionKey.OP_WRITE : 0));
            loop.wakeUp();
        }
    }

    private void end(String why) {
        if (!over) {
            reset();
            listener.ended(why);
        }
    }

    /// Cuts the connection (RST), and tells nobody. In the loop's thread.
    void reset() {
        over = true;
        try {
            channel.close();
        } catch (IOException harmless) {
            // It is gone either way.
        }
    }
}
