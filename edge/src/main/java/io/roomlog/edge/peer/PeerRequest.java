package io.roomlog.edge.peer;

import io.roomlog.common.bytes.Bytes;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// A client's request as it is passed on.
///
/// @param sid of its session
/// @param told what its owner is told of it
/// @param pathAndQuery where it goes to
/// @param headers as they came, by name
public record PeerRequest(
        String sid, Forwarded told, String pathAndQuery, Map<String, List<String>> headers, Bytes body) {
    /// What is between two neighbours (RFC 9110, section 7.6.1), or is told anew.
    private static final Set<String> STAY = Set.of(
            "connection",
            "content-length",
            "expect",
            "host",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            Forwarded.HEADER);

    /// Whether a header goes along.
    static boolean goesAlong(String name) {
        return !STAY.contains(name.toLowerCase(Locale.ROOT));
    }
}
