package io.roomlog.edge.auth;

import io.roomlog.edge.socketio.ConnectionRefusedException;
import io.roomlog.edge.socketio.Handshake;
import io.roomlog.edge.socketio.Middleware;
import io.roomlog.edge.socketio.Socket;
import java.util.Optional;

/// Lets in who brings a valid token, in `auth.token` or as `Authorization: Bearer`; the others get `Unauthorized`.
public final class TokenMiddleware implements Middleware {
    private final TokenVerifier verifier;

    public TokenMiddleware(TokenVerifier verifier) {
        this.verifier = verifier;
    }

    @Override
    public void admit(Socket socket) throws ConnectionRefusedException {
        socket.identity(token(socket.handshake())
                .flatMap(verifier::verify)
                .orElseThrow(() -> new ConnectionRefusedException("Unauthorized")));
    }

    private static Optional<String> token(Handshake handshake) {
        return handshake
                .auth("token")
                .or(() -> handshake.request().header("authorization").flatMap(TokenVerifier::bearer));
    }
}
