package io.roomlog.deploy.kafka;

import java.util.List;
import java.util.Optional;

/// Which broker of which cluster it is.
///
/// @param id its number, from 1
/// @param quorum the addresses (host:port) of the controllers 1, 2, ...; empty for a broker that is alone
/// @param advertised the address (host:port) that clients are told; empty for the one that it listens on
public record BrokerNode(int id, List<String> quorum, Optional<String> advertised) {
    /// A broker that is the whole cluster.
    public static final BrokerNode ALONE = new BrokerNode(1, List.of(), Optional.empty());

    /// @throws KafkaStartException if the quorum has no such number
    public BrokerNode {
        quorum = List.copyOf(quorum);
        if (!quorum.isEmpty() && id > quorum.size()) {
            throw new KafkaStartException(
                    "kafka-node: there is no " + id + " among the " + quorum.size() + " addresses of kafka-quorum");
        }
    }

    boolean isAlone() {
        return quorum.isEmpty();
    }

    /// How many brokers there are.
    int brokers() {
        return Math.max(1, quorum.size());
    }

    String controllerHost() {
        return isAlone() ? "127.0.0.1" : own().substring(0, own().lastIndexOf(':'));
    }

    /// 0 for a free one.
    int controllerPort() {
        return isAlone() ? 0 : Integer.parseInt(own().substring(own().lastIndexOf(':') + 1));
    }

    private String own() {
        return quorum.get(id - 1);
    }
}
