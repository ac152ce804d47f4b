package io.roomlog.edge.socketio;

import io.roomlog.edge.rights.Rights;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// Who a socket belongs to, as a middleware has found out.
///
/// @param user the user's name, the token's `sub`; empty for nobody in particular
/// @param expires when that ends to hold; the socket is ended then
/// @param rights what the token says of rooms
/// @param claims everything that the token says
public record Identity(String user, Optional<Instant> expires, Rights rights, Map<String, Object> claims) {
    /// Nobody in particular.
    public static final Identity NOBODY = new Identity("", Optional.empty(), Rights.UNSTATED, Map.of());
}
