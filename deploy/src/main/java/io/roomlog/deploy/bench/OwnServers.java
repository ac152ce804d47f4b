package io.roomlog.deploy.bench;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// Brokers and edges in processes of their own, as the commands `kafka` and `edge` run them.
///
/// @param processes all of them
/// @param tokens makes a user's token
/// @param edges their addresses, by region
record OwnServers(OwnProcesses processes, UnaryOperator<String> tokens, List<List<InetSocketAddress>> edges)
        implements Servers {
    OwnServers {
        edges = List.copyOf(edges);
    }

    /// Starts those of one region, and waits until they are ready.
    ///
    /// @param secret that edges check tokens with
    /// @param tokens makes a user's token
    /// @throws BenchException if they do not start
    static OwnServers start(OwnSettings settings, String secret, UnaryOperator<String> tokens)
            throws BenchException, InterruptedException {
        return OwnProcesses.start(processes -> {
            int kafkaPort = processes.broker("broker", settings.brokerJvm(), List.of());
            List<String> arguments = new ArrayList<>(List.of("--kafka=127.0.0.1:" + kafkaPort));
            arguments.addAll(settings.edgeArguments());
            return new OwnServers(
                    processes,
                    tokens,
                    List.of(processes.edges(settings.edges(), "edge-", settings.edgeJvm(), arguments, secret)));
        });
    }

    /// From region to region, and in each from edge to edge.
    @Override
    public Address address(int client) {
        int region = client % edges.size();
        List<InetSocketAddress> its = edges.get(region);
        return new Address(
                its.get(client / edges.size() % its.size()), Optional.of(tokens.apply("bench-" + client)), region);
    }

    @Override
    public List<ServerProcess> parts() {
        return processes.parts();
    }

    @Override
    public List<String> troubles() {
        return processes.troubles();
    }

    @Override
    public void close() {
        processes.close();
    }
}
