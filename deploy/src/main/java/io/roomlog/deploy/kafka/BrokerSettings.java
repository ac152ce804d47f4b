package io.roomlog.deploy.kafka;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Map;

/// The configuration of a broker that is alone and small: one replica of everything, few threads, small buffers.
final class BrokerSettings {
    static final int NODE_ID = 1;

    private BrokerSettings() {}

    static Map<String, String> of(String host, int port, int controllerPort, Path logs) {
        String controller = Listeners.CONTROLLER_HOST + ":" + controllerPort;
        return Map.ofEntries(
                Map.entry("process.roles", "broker,controller"),
                Map.entry("node.id", Integer.toString(NODE_ID)),
                Map.entry("log.dirs", logs.toString()),
                // The voters of a static quorum are read from here at each start, so the port may change.
                Map.entry("controller.quorum.voters", NODE_ID + "@" + controller),
                Map.entry("controller.listener.names", Listeners.CONTROLLER),
                Map.entry(
                        "listeners",
                        Listeners.CLIENTS + "://" + host + ":" + port + "," + Listeners.CONTROLLER + "://"
                                + controller),
                Map.entry("advertised.listeners", Listeners.CLIENTS + "://" + advertised(host) + ":" + port),
                Map.entry(
                        "listener.security.protocol.map",
                        Listeners.CLIENTS + ":PLAINTEXT," + Listeners.CONTROLLER + ":PLAINTEXT"),
                // One of everything
                Map.entry("auto.create.topics.enable", "false"),
                Map.entry("default.replication.factor", "1"),
                Map.entry("min.insync.replicas", "1"),
                Map.entry("offsets.topic.replication.factor", "1"),
                Map.entry("offsets.topic.num.partitions", "4"),
                Map.entry("transaction.state.log.replication.factor", "1"),
                Map.entry("transaction.state.log.min.isr", "1"),
                Map.entry("transaction.state.log.num.partitions", "4"),
                Map.entry("share.coordinator.state.topic.replication.factor", "1"),
                Map.entry("share.coordinator.state.topic.min.isr", "1"),
                Map.entry("share.coordinator.state.topic.num.partitions", "4"),
                // Small
                Map.entry("num.network.threads", "2"),
                Map.entry("num.io.threads", "4"),
                Map.entry("background.threads", "2"),
                Map.entry("num.recovery.threads.per.data.dir", "2"),
                Map.entry("log.segment.bytes", "67108864"),
                Map.entry("log.index.size.max.bytes", "1048576"),
                Map.entry("log.cleaner.dedupe.buffer.size", "8388608"),
                Map.entry("metadata.log.segment.bytes", "8388608"),
                Map.entry("metadata.max.retention.bytes", "33554432"),
                // A controller that is alone has nobody to show that it lives.
                Map.entry("metadata.max.idle.interval.ms", "0"),
                // Quick
                Map.entry("group.initial.rebalance.delay.ms", "0"),
                Map.entry("controller.quorum.election.timeout.ms", "500"),
                // After a crash, the controller refuses the broker until the session of the one before has run out.
                Map.entry("broker.session.timeout.ms", "3000"),
                Map.entry("broker.heartbeat.interval.ms", "1000"));
    }

    /// What clients are told: the host itself, but where that means all of this machine's, the machine's name.
    private static String advertised(String host) {
        if (!host.equals("0.0.0.0") && !host.equals("[::]")) {
            return host;
        }
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            return "127.0.0.1";
        }
    }
}
