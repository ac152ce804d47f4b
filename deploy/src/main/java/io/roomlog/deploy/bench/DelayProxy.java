package io.roomlog.deploy.bench;

import io.roomlog.common.bytes.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// A TCP proxy that hands on what comes some time later, each way, in any amount up to what a long way holds. The
/// handshake of TCP itself is not delayed. Thread-safe.
final class DelayProxy implements AutoCloseable {
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final int BUFFERS_ON_THE_WAY = 256;

    private final ServerSocket server;
    private final InetSocketAddress target;
    private final long delayNanos;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

    /// What is on its way.
    ///
    /// @param last whether nothing comes behind it
    private record Parcel(Bytes bytes, long dueNanos, boolean last) {}

    private DelayProxy(ServerSocket server, InetSocketAddress target, Duration delay) {
        this.server = server;
        this.target = target;
        this.delayNanos = delay.toNanos();
    }

    /// A proxy on another loopback address for the same port of this machine.
    static DelayProxy open(String address, int port, Duration delay) throws IOException {
        try {
            ServerSocket server = new ServerSocket(port, 256, InetAddress.getByName(address));
            DelayProxy proxy =
                    new DelayProxy(server, new InetSocketAddress(InetAddress.getLoopbackAddress(), port), delay);
            Thread.ofVirtual().name("bench-delay-" + port).start(proxy::accept);
            return proxy;
        } catch (IOException refused) {
            throw new IOException("cannot listen on " + address + ":" + port + ": " + refused.getMessage(), refused);
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket near = server.accept();
                Socket far = new Socket();
                sockets.add(near);
                sockets.add(far);
                Thread.ofVirtual().name("bench-link").start(() -> link(near, far));
            } catch (IOException closed) {
                // The loop's condition tells.
            }
        }
    }

    private void link(Socket near, Socket far) {
        try {
            far.connect(target);
            near.setTcpNoDelay(true);
            far.setTcpNoDelay(true);
            Thread back = Thread.ofVirtual().name("bench-link-back").start(() -> carry(far, near));
            carry(near, far);
            back.join();
        } catch (IOException refused) {
            // The connection ends below.
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
        } finally {
            end(near);
            end(far);
        }
    }

    private void carry(Socket from, Socket to) {
        BlockingQueue<Parcel> way = new ArrayBlockingQueue<>(BUFFERS_ON_THE_WAY);
        Thread reader = Thread.ofVirtual().name("bench-link-read").start(() -> read(from, way));
        try {
            OutputStream out = to.getOutputStream();
            for (Parcel parcel = way.take(); !parcel.last(); parcel = way.take()) {
                TimeUnit.NANOSECONDS.sleep(parcel.dueNanos() - System.nanoTime());
                out.write(parcel.bytes().toArray());
            }
            to.shutdownOutput();
        } catch (IOException ended) {
            end(from);
            end(to);
            reader.interrupt();
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
        }
    }

    private void read(Socket from, BlockingQueue<Parcel> way) {
        byte[] buffer = new byte[BUFFER_BYTES];
        try {
            try {
                InputStream in = from.getInputStream();
                for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                    way.put(new Parcel(Bytes.of(Arrays.copyOf(buffer, length)), System.nanoTime() + delayNanos, false));
                }
            } catch (IOException ended) {
                // The other side is told by the end.
            }
            way.put(new Parcel(Bytes.EMPTY, 0, true));
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private void end(Socket socket) {
        sockets.remove(socket);
        try {
            socket.close();
        } catch (IOException harmless) {
            // It is closed.
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException harmless) {
            // It listens no longer.
        }
        sockets.forEach(this::end);
    }
}
