package io.roomlog.edge.app;

import io.roomlog.edge.socketio.Identity;
import java.util.Optional;

/// Who calls without a socket, and the namespace that the call is about.
///
/// @param identity what the caller's token says
/// @param namespace beginning with `/`
/// @param traceparent of what asks for it
public record Caller(Identity identity, String namespace, Optional<String> traceparent) {
    private static final String ADMIN = "admin";

    String user() {
        return identity.user();
    }

    /// Whether the token has the claim `admin: true`.
    boolean isAdmin() {
        return Boolean.TRUE.equals(identity.claims().get(ADMIN));
    }
}
