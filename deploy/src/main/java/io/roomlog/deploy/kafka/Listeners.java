package io.roomlog.deploy.kafka;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.server.ServerSocketFactory;

/// The broker's two listening sockets, bound before Kafka is configured and handed to it when it asks for them.
///
/// So a free port is known, and kept, before it has to be written into the configuration; and a taken one is noticed
/// before anything has been started.
final class Listeners implements ServerSocketFactory, AutoCloseable {
    static final String CLIENTS = "PLAINTEXT";
    static final String CONTROLLER = "CONTROLLER";
    static final String CONTROLLER_HOST = "127.0.0.1";

    private final Map<String, ServerSocketChannel> waiting = new ConcurrentHashMap<>();
    private final int clientPort;
    private final int controllerPort;

    private Listeners(ServerSocketChannel clients, ServerSocketChannel controller) {
        waiting.put(CLIENTS, clients);
        waiting.put(CONTROLLER, controller);
        clientPort = clients.socket().getLocalPort();
        controllerPort = controller.socket().getLocalPort();
    }

    /// Binds both, the controller's to a free port.
    ///
    /// @param port the clients' port, or 0 for a free one
    /// @throws KafkaStartException if the port is taken, or the host is none of this machine's
    static Listeners open(String host, int port) {
        ServerSocketChannel clients = bind(host, port);
        try {
            return new Listeners(clients, bind(CONTROLLER_HOST, 0));
        } catch (KafkaStartException refused) {
            close(clients);
            throw refused;
        }
    }

    int clientPort() {
        return clientPort;
    }

    int controllerPort() {
        return controllerPort;
    }

    @Override
    public ServerSocketChannel openServerSocket(String name, InetSocketAddress address, int backlog, int buffer)
            throws IOException {
        ServerSocketChannel channel = waiting.remove(name);
        if (channel == null) {
            throw new IOException("the listener " + name + " has been opened before");
        }
        return channel;
    }

    /// Closes those that Kafka has not asked for; it closes the others itself.
    @Override
    public void close() {
        waiting.values().forEach(Listeners::close);
        waiting.clear();
    }

    private static ServerSocketChannel bind(String host, int port) {
        try {
            ServerSocketChannel channel = ServerSocketChannel.open();
            try {
                channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
                channel.bind(new InetSocketAddress(host, port));
                channel.configureBlocking(false);
                return channel;
            } catch (IOException | RuntimeException refused) {
                channel.close();
                throw refused;
            }
        } catch (IOException | RuntimeException refused) {
            throw new KafkaStartException(
                    "kafka-port: cannot listen on " + host + ":" + port + ": " + refused.getMessage(), refused);
        }
    }

    private static void close(ServerSocketChannel channel) {
        try {
            channel.close();
        } catch (IOException harmless) {
            // A listening socket holds nothing that could be lost.
        }
    }
}
