package io.roomlog.deploy.kafka;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The configuration of a small broker, alone or one of a few: few threads, small buffers.
final class BrokerSettings {
    private static final Map<String, String> ALONE = Map.ofEntries(
            Map.entry("default.replication.factor", "1"),
            Map.entry("min.insync.replicas", "1"),
            Map.entry("offsets.topic.replication.factor", "1"),
            Map.entry("transaction.state.log.replication.factor", "1"),
            Map.entry("transaction.state.log.min.isr", "1"),
            Map.entry("share.coordinator.state.topic.replication.factor", "1"),
            Map.entry("share.coordinator.state.topic.min.isr", "1"),
            // A controller that is alone has nobody to show that it lives.
            Map.entry("metadata.max.idle.interval.ms", "0"),
            Map.entry("controller.quorum.election.timeout.ms", "500"),
            // After a crash, the controller refuses the broker until the session of the one before has run out.
            Map.entry("broker.session.timeout.ms", "3000"),
            Map.entry("broker.heartbeat.interval.ms", "1000"));

    private BrokerSettings() {}

    /// @param further settings that go before those of here
    static Map<String, String> of(
            BrokerNode node, String host, Listeners listeners, Path logs, Map<String, String> further) {
        Map<String, String> settings = new HashMap<>(small());
        settings.putAll(listening(node, host, listeners));
        settings.putAll(node.isAlone() ? ALONE : replicated(node.brokers()));
        settings.put("node.id", Integer.toString(node.id()));
        settings.put("log.dirs", logs.toString());
        settings.putAll(further);
        return settings;
    }

    private static Map<String, String> listening(BrokerNode node, String host, Listeners listeners) {
        String clients = Listeners.CLIENTS + "://";
        String brokers = Listeners.BROKERS + "://" + node.controllerHost() + ":" + listeners.brokerPort();
        String controller = node.controllerHost() + ":" + listeners.controllerPort();
        String advertised = node.advertised().orElseGet(() -> advertised(host) + ":" + listeners.clientPort());
        return Map.of(
                "process.roles",
                "broker,controller",
                // The voters of a static quorum are read from here at each start, so the port may change.
                "controller.quorum.voters",
                node.isAlone()
                        ? node.id() + "@" + controller
                        : IntStream.range(0, node.brokers())
                                .mapToObj(i -> (i + 1) + "@" + node.quorum().get(i))
                                .collect(Collectors.joining(",")),
                "controller.listener.names",
                Listeners.CONTROLLER,
                "inter.broker.listener.name",
                Listeners.BROKERS,
                "listeners",
                clients + host + ":" + listeners.clientPort() + "," + brokers + "," + Listeners.CONTROLLER + "://"
                        + controller,
                "advertised.listeners",
                clients + advertised + "," + brokers,
                "listener.security.protocol.map",
                Listeners.ALL.stream().map(name -> name + ":PLAINTEXT").collect(Collectors.joining(",")));
    }

    private static Map<String, String> replicated(int brokers) {
        String replicas = Integer.toString(Math.min(3, brokers));
        String inSync = Integer.toString(Math.max(1, Math.min(3, brokers) - 1));
        return Map.of(
                "default.replication.factor", replicas,
                "min.insync.replicas", inSync,
                "offsets.topic.replication.factor", replicas,
                "transaction.state.log.replication.factor", replicas,
                "transaction.state.log.min.isr", inSync,
                "share.coordinator.state.topic.replication.factor", replicas,
                "share.coordinator.state.topic.min.isr", inSync,
                // How soon a broker that has died is replaced
                "broker.session.timeout.ms", "6000",
                "broker.heartbeat.interval.ms", "1000");
    }

    private static Map<String, String> small() {
        return Map.ofEntries(
                Map.entry("auto.create.topics.enable", "false"),
                Map.entry("offsets.topic.num.partitions", "4"),
                Map.entry("transaction.state.log.num.partitions", "4"),
                Map.entry("share.coordinator.state.topic.num.partitions", "4"),
                Map.entry("num.network.threads", "2"),
                Map.entry("num.io.threads", "4"),
                Map.entry("background.threads", "2"),
                Map.entry("num.recovery.threads.per.data.dir", "2"),
                Map.entry("log.segment.bytes", "67108864"),
                Map.entry("log.index.size.max.bytes", "1048576"),
                Map.entry("log.cleaner.dedupe.buffer.size", "8388608"),
                Map.entry("metadata.log.segment.bytes", "8388608"),
                Map.entry("metadata.max.retention.bytes", "33554432"),
                // Quick
                Map.entry("group.initial.rebalance.delay.ms", "0"));
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
