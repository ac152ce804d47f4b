package io.roomlog.deploy.bench;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/// Servers that run already. Clients are spread over the addresses in turn.
///
/// @param tokens of a client; empty where the server asks for none
record GivenServers(List<InetSocketAddress> addresses, IntFunction<Optional<String>> tokens, List<ServerProcess> parts)
        implements Servers {
    GivenServers {
        addresses = List.copyOf(addresses);
        parts = List.copyOf(parts);
    }

    @Override
    public Address address(int client) {
        return new Address(addresses.get(client % addresses.size()), tokens.apply(client), 0);
    }

    @Override
    public List<String> troubles() {
        return parts.stream()
                .filter(part -> ProcessHandle.of(part.pid()).isEmpty())
                .map(part -> part.name() + " has ended")
                .toList();
    }

    @Override
    public void close() {
        // They are not ours.
    }
}
