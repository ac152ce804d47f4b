package io.roomlog.edge.peer;

import java.util.Optional;

/// What the edge that a request came to tells its owner of it, with the proof that it is an edge. The request itself is
/// a POST, whatever it was: what reads from a session must not be repeated, and a GET is repeated by HTTP clients.
///
/// @param method of the client's request
/// @param address of the client
public record Forwarded(String method, String address) {
    /// The header that it stands in. A request that has it is not passed on, whoever has written it.
    public static final String HEADER = "roomlog-forwarded";

    private static final int PARTS = 3;

    /// The header's value for the edge that has a key.
    String header(String sid, PeerKey key) {
        return method + ' ' + address + ' ' + key.proof(method, address, sid);
    }

    /// Reads a header's value; empty where it has no proof.
    static Optional<Forwarded> read(String header, String sid, PeerKey key) {
        String[] parts = header.split(" ", -1);
        return parts.length == PARTS && key.isProof(parts[2], parts[0], parts[1], sid)
                ? Optional.of(new Forwarded(parts[0], parts[1]))
                : Optional.empty();
    }
}
