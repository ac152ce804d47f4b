package io.roomlog.deploy.kafka;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import kafka.server.BrokerServer;
import kafka.server.ControllerServer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.Server;
import kafka.server.SharedServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.bootstrap.BootstrapMetadata;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.apache.kafka.raft.QuorumConfig;
import org.slf4j.LoggerFactory;
import scala.Tuple2;

/// A Kafka broker with its KRaft controller in this process, on a folder that keeps its data from run to run.
///
/// Topics are not made by themselves. Several may run at once, each on its own folder; one that
/// has been closed can be started again on the same folder, on the same port or another. The parts are put together
/// as in Kafka's own `KafkaRaftServer`, which takes no sockets and halts the process where it fails.
public final class EmbeddedKafka implements AutoCloseable {
    private static final Duration BROKER_STOP = Duration.ofSeconds(2);

    private final DataFolder folder;
    private final Listeners listeners;
    private final ControllerServer controller;
    private final BrokerServer broker;
    private final String host;

    private EmbeddedKafka(
            DataFolder folder, Listeners listeners, SharedServer shared, BootstrapMetadata metadata, String host) {
        this.folder = folder;
        this.listeners = listeners;
        this.controller = new ControllerServer(shared, KafkaRaftServer.configSchema(), metadata);
        this.broker = new BrokerServer(shared);
        this.host = host;
    }

    /// Starts a broker for clients on this machine, and waits until it answers them.
    ///
    /// @param port the port, or 0 for a free one
    /// @param data its folder, made where it is missing
    /// @throws KafkaStartException if the port is taken, or the folder is locked or cannot be used
    public static EmbeddedKafka start(int port, Path data) {
        return start(port, data, Map.of());
    }

    /// Starts a broker for clients on this machine with settings of Kafka on top of its own; clients come by the
    /// listener `CLIENTS`.
    ///
    /// @param further settings by name
    /// @throws KafkaStartException if the port is taken, or the folder is locked or cannot be used
    public static EmbeddedKafka start(int port, Path data, Map<String, String> further) {
        return start(BrokerNode.ALONE, "127.0.0.1", port, data, further, fault -> {});
    }

    /// Starts a broker, and waits until it answers; one of several waits for most of the others.
    ///
    /// @param node    which one it is
    /// @param host    the address that it listens on and tells its clients
    /// @param port    the port, or 0 for a free one
    /// @param data    its folder, made where it is missing
    /// @param onFatal told, on one of the broker's threads, of what it cannot go on with; not to close it there
    /// @throws KafkaStartException if the port is taken, or the folder is locked or cannot be used
    public static EmbeddedKafka start(BrokerNode node, String host, int port, Path data, Consumer<Throwable> onFatal) {
        return start(node, host, port, data, Map.of(), onFatal);
    }

    private static EmbeddedKafka start(
            BrokerNode node,
            String host,
            int port,
            Path data,
            Map<String, String> further,
            Consumer<Throwable> onFatal) {
        DataFolder folder = DataFolder.open(data);
        try {
            folder.format(node, Listeners.CONTROLLER);
            Listeners listeners = Listeners.open(host, port, node);
            try {
                EmbeddedKafka kafka = assemble(folder, listeners, node, host, further, new BrokerFaults(onFatal));
                kafka.startParts();
                return kafka;
            } catch (RuntimeException failed) {
                listeners.close();
                throw failed;
            }
        } catch (RuntimeException failed) {
            folder.close();
            throw failed;
        }
    }

    /// The port that clients connect to.
    public int port() {
        return listeners.clientPort();
    }

    /// Its address, as clients take it for `bootstrap.servers`.
    public String bootstrap() {
        return (host.equals("0.0.0.0") ? "127.0.0.1" : host) + ":" + port();
    }

    /// Stops it in order: what it has acknowledged is on disk, and the next start is a quick one. Does nothing where it
    /// is stopped already.
    @Override
    public void close() {
        try {
            // The broker first: it takes its leave from the controller.
            broker.shutdown(BROKER_STOP);
            controller.shutdown();
            broker.awaitShutdown();
            controller.awaitShutdown();
        } finally {
            listeners.close();
            folder.close();
        }
    }

    private static EmbeddedKafka assemble(
            DataFolder folder,
            Listeners listeners,
            BrokerNode node,
            String host,
            Map<String, String> further,
            BrokerFaults faults) {
        Map<String, String> settings = BrokerSettings.of(node, host, listeners, folder.logs(), further);
        KafkaConfig config = new KafkaConfig(settings, false);
        Tuple2<MetaPropertiesEnsemble, BootstrapMetadata> folders =
                KafkaRaftServer.initializeLogDirs(config, LoggerFactory.getLogger(KafkaRaftServer.class), "");
        SharedServer shared = new SharedServer(
                config,
                folders._1(),
                Time.SYSTEM,
                Server.initializeMetrics(
                        config, Time.SYSTEM, folders._1().clusterId().orElseThrow()),
                CompletableFuture.completedFuture(
                        QuorumConfig.parseVoterConnections(config.quorumConfig().voters())),
                List.of(),
                faults,
                listeners);
        return new EmbeddedKafka(folder, listeners, shared, folders._2(), host);
    }

    private void startParts() {
        try {
            controller.startup();
            broker.startup();
        } catch (Throwable failed) { // Scala throws what it does not declare
            try {
                broker.shutdown(BROKER_STOP);
                controller.shutdown();
            } catch (RuntimeException alsoFailed) {
                failed.addSuppressed(alsoFailed);
            }
            throw new KafkaStartException("the embedded broker has not started: " + failed, failed);
        }
    }
}
