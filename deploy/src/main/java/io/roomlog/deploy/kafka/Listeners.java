package io.roomlog.deploy.kafka;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.server.ServerSocketFactory;

/// The broker's listening sockets, bound before Kafka is configured and handed to it when it asks for them.
///
/// So a free port is known, and kept, before it has to be written into the configuration; and a taken one is noticed
/// before anything has been started.
final class Listeners implements ServerSocketFactory, AutoCloseable {
    static final String CLIENTS = "CLIENTS";
    /// What brokers tell each other goes past a proxy that stands before [#CLIENTS].
    static final String BROKERS = "BROKERS";
    static final String CONTROLLER = "CONTROLLER";
    static final List<String> ALL = List.of(CLIENTS, BROKERS, CONTROLLER);

    private final Map<String, ServerSocketChannel> waiting = new ConcurrentHashMap<>();
    private final Map<String, Integer> ports = new HashMap<>();

    private Listeners() {}

    /// Binds all, the brokers' to a free port.
    ///
    /// @param port the clients' port, or 0 for a free one
    /// @throws KafkaStartException if a port is taken, or the host is none of this machine's
    static Listeners open(String host, int port, BrokerNode node) {
        Listeners listeners = new Listeners();
        try {
            listeners.add(CLIENTS, bind("kafka-port", host, port));
            listeners.add(BROKERS, bind("kafka-quorum", node.controllerHost(), 0));
            listeners.add(CONTROLLER, bind("kafka-quorum", node.controllerHost(), node.controllerPort()));
            return listeners;
        } catch (KafkaStartException refused) {
            listeners.close();
            throw refused;
        }
    }

    private void add(String name, ServerSocketChannel channel) {
        waiting.put(name, channel);
        ports.put(name, channel.socket().getLocalPort());
    }

    int clientPort() {
        return ports.getOrDefault(CLIENTS, 0);
    }

    int brokerPort() {
        return ports.getOrDefault(BROKERS, 0);
    }

    int controllerPort() {
        return ports.getOrDefault(CONTROLLER, 0);
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

    private static ServerSocketChannel bind(String setting, String host, int port) {
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
                    setting + ": cannot listen on " + host + ":" + port + ": " + refused.getMessage(), refused);
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
