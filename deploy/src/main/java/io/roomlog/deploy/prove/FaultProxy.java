package io.roomlog.deploy.prove;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/// A TCP proxy on a port of its own, whose connections can be reset, cut, or held up. Thread-safe.
///
/// Nothing is stored but what a buffer holds, so a reader that stops is felt on the other side.
final class FaultProxy implements AutoCloseable {
    /// For clients, of which those that do not read are to be noticed.
    static final int SMALL = 16 * 1024;
    /// For brokers, of which much is read at a time.
    static final int LARGE = 256 * 1024;

    private static final int CONNECT_MS = 2_000;

    private final ServerSocket server;
    private final InetSocketAddress target;
    private final int bufferBytes;
    private final Set<ProxyLink> links = ConcurrentHashMap.newKeySet();
    private volatile boolean refusing;

    private FaultProxy(ServerSocket server, InetSocketAddress target, int bufferBytes) {
        this.server = server;
        this.target = target;
        this.bufferBytes = bufferBytes;
    }

    /// A proxy for a port of this machine.
    ///
    /// @param bufferBytes of each connection, each way
    static FaultProxy open(int targetPort, int bufferBytes) throws IOException {
        InetAddress here = InetAddress.getLoopbackAddress();
        FaultProxy proxy =
                new FaultProxy(new ServerSocket(0, 256, here), new InetSocketAddress(here, targetPort), bufferBytes);
        Thread.ofVirtual().name("prove-proxy-" + targetPort).start(proxy::accept);
        return proxy;
    }

    int port() {
        return server.getLocalPort();
    }

    /// How many connections there are.
    int links() {
        return links.size();
    }

    /// Resets each connection with a chance.
    ///
    /// @return how many were reset
    int reset(RandomGenerator random, double chance) {
        List<ProxyLink> chosen = some(random, chance);
        chosen.forEach(ProxyLink::reset);
        return chosen.size();
    }

    /// Resets all connections, and refuses new ones until the time is over.
    void cut(Duration length) throws InterruptedException {
        refusing = true;
        try {
            links.forEach(ProxyLink::reset);
            TimeUnit.MILLISECONDS.sleep(length.toMillis());
        } finally {
            refusing = false;
        }
    }

    /// Holds up each connection with a chance. Afterwards it either goes on, with all that was sent meanwhile, or is
    /// reset.
    void hold(RandomGenerator random, double chance, Duration length, boolean thenReset) throws InterruptedException {
        List<ProxyLink> chosen = some(random, chance);
        chosen.forEach(link -> link.hold(true));
        try {
            TimeUnit.MILLISECONDS.sleep(length.toMillis());
        } finally {
            chosen.forEach(link -> {
                if (thenReset) {
                    link.reset();
                }
                link.hold(false);
            });
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException harmless) {
            // It listens no longer.
        }
        links.forEach(ProxyLink::reset);
    }

    private List<ProxyLink> some(RandomGenerator random, double chance) {
        return links.stream().filter(link -> random.nextDouble() < chance).toList();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Thread.ofVirtual().name("prove-link").start(() -> link(client));
            } catch (IOException closed) {
                // The loop's condition tells.
            }
        }
    }

    private void link(Socket client) {
        Socket behind = new Socket();
        ProxyLink link = new ProxyLink(client, behind, bufferBytes);
        links.add(link);
        try {
            if (refusing) {
                return;
            }
            behind.setReceiveBufferSize(bufferBytes);
            behind.connect(target, CONNECT_MS);
            client.setSendBufferSize(bufferBytes);
            client.setTcpNoDelay(true);
            behind.setTcpNoDelay(true);
            link.run();
        } catch (IOException refused) {
            // The client's connection ends below.
        } finally {
            links.remove(link);
            link.reset();
        }
    }
}
