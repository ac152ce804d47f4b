package io.roomlog.deploy.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// A broker and edges in processes of their own, as the commands `kafka` and `edge` run them.
final class OwnServers implements Servers {
    private final OwnProcesses processes;
    private final UnaryOperator<String> tokens;
    private final List<InetSocketAddress> addresses = new ArrayList<>();

    private OwnServers(OwnProcesses processes, UnaryOperator<String> tokens) {
        this.processes = processes;
        this.tokens = tokens;
    }

    /// Starts them, and waits until they are ready.
    ///
    /// @param secret that edges check tokens with
    /// @param tokens makes a user's token
    /// @throws BenchException if they do not start
    static OwnServers start(OwnSettings settings, String secret, UnaryOperator<String> tokens)
            throws BenchException, InterruptedException {
        return OwnProcesses.start(processes -> {
            OwnServers servers = new OwnServers(processes, tokens);
            servers.start(settings, secret);
            return servers;
        });
    }

    private void start(OwnSettings settings, String secret) throws IOException, InterruptedException {
        int kafkaPort = processes.broker("broker", settings.brokerJvm(), List.of());
        for (int number = 1; number <= settings.edges(); number++) {
            List<String> arguments = new ArrayList<>(List.of("--kafka=127.0.0.1:" + kafkaPort));
            arguments.addAll(settings.edgeArguments());
            int port = processes.edge("edge-" + number, settings.edgeJvm(), arguments, secret);
            addresses.add(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        }
    }

    @Override
    public Address address(int client) {
        return new Address(addresses.get(client % addresses.size()), Optional.of(tokens.apply("bench-" + client)), 0);
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
