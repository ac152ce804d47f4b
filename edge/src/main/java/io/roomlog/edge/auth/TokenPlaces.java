package io.roomlog.edge.auth;

import io.roomlog.edge.engineio.EngineRequest;
import io.roomlog.edge.socketio.Handshake;
import java.util.Optional;

/// Where a client may put its token.
///
/// @param parameter of a handshake's query; empty where tokens must not stand there
public record TokenPlaces(Optional<String> parameter) {
    /// The token on a request: `Authorization: Bearer`, else the query's.
    Optional<String> in(EngineRequest request) {
        return request.header("authorization")
                .flatMap(TokenVerifier::bearer)
                .or(() -> parameter.flatMap(request::parameter));
    }

    /// The token that a socket comes with: `auth.token`, else the one on the handshake's request.
    Optional<String> in(Handshake handshake) {
        return handshake.auth("token").or(() -> in(handshake.request()));
    }
}
