package io.roomlog.edge.peer;

import io.roomlog.common.log.LeaseRecord;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/// Another edge, as its lease tells of it.
///
/// @param address of its port for clients, `host:port`
/// @param key for proofs
/// @param tls whether that port speaks TLS
public record Peer(String address, PeerKey key, boolean tls) {
    /// The edge that a lease is of; empty where nothing can be passed on to it.
    static Optional<Peer> of(LeaseRecord lease) {
        LeaseRecord.Peering peering = lease.peering();
        return peering == null
                ? Optional.empty()
                : PeerKey.of(peering.key()).map(key -> new Peer(lease.address(), key, peering.certificate() != null));
    }

    /// Where it serves a path; empty if that makes no address.
    Optional<URI> uri(String pathAndQuery) {
        try {
            URI uri = new URI((tls ? "https://" : "http://") + address + pathAndQuery);
            return uri.getHost() == null ? Optional.empty() : Optional.of(uri);
        } catch (URISyntaxException malformed) {
            return Optional.empty();
        }
    }
}
