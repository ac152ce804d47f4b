package io.roomlog.edge.limit;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Whose address a request comes from: the peer's, or, where that is a proxy of ours, what it says in
/// `X-Forwarded-For`.
///
/// Each proxy adds the address of its own peer at the end; so from the end on, what proxies of ours have written is
/// true, up to the first address that is none of theirs. Immutable.
public final class ClientAddresses {
    private static final int V6_NETWORK_BYTES = 8;

    private final List<Network> proxies;

    /// @param proxies addresses, or ranges of them as `10.0.0.0/8`; what is none is left out
    public ClientAddresses(List<String> proxies) {
        this.proxies =
                proxies.stream().map(Network::of).flatMap(Optional::stream).toList();
    }

    /// The client's address.
    ///
    /// @param peer who has connected
    /// @param forwardedFor the header; empty where there is none
    public String of(String peer, Optional<String> forwardedFor) {
        String address = peer;
        if (!proxies.isEmpty() && forwardedFor.isPresent()) {
            List<String> said = Arrays.asList(forwardedFor.get().split(",", -1));
            for (int i = said.size() - 1; i >= 0 && isProxy(address); i--) {
                String next = said.get(i).strip();
                if (Network.bytes(next).isEmpty()) {
                    break;
                }
                address = next;
            }
        }
        return address;
    }

    private boolean isProxy(String address) {
        Optional<byte[]> bytes = Network.bytes(address);
        return bytes.isPresent() && proxies.stream().anyMatch(proxy -> proxy.contains(bytes.get()));
    }

    /// What addresses are counted by: of IPv6 the network, for whoever has one has all addresses in it.
    public static String counted(String address) {
        Optional<byte[]> bytes = Network.bytes(address);
        if (bytes.isEmpty() || bytes.get().length <= V6_NETWORK_BYTES) {
            return address;
        }
        byte[] network = bytes.get();
        Arrays.fill(network, V6_NETWORK_BYTES, network.length, (byte) 0);
        try {
            return InetAddress.getByAddress(network).getHostAddress();
        } catch (java.net.UnknownHostException e) {
            throw new IllegalStateException("an address of " + network.length + " octets", e);
        }
    }
}
