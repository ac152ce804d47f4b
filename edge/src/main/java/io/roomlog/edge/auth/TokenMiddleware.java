package io.roomlog.edge.auth;

import io.roomlog.edge.engineio.EngineError;
import io.roomlog.edge.engineio.EngineRequest;
import io.roomlog.edge.socketio.ConnectionRefusedException;
import io.roomlog.edge.socketio.Middleware;
import io.roomlog.edge.socketio.Socket;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Lets in who brings a valid token; the others get `Unauthorized`, and in its data why.
public final class TokenMiddleware implements Middleware {
    private final TokenVerifier verifier;
    private final TokenPlaces places;

    public TokenMiddleware(TokenVerifier verifier, TokenPlaces places) {
        this.verifier = verifier;
        this.places = places;
    }

    @Override
    public void admit(Socket socket) throws ConnectionRefusedException {
        switch (verifier.verify(places.in(socket.handshake()))) {
            case Verification.Valid(var identity) -> socket.identity(identity);
            case Verification.Refused(TokenProblem problem) -> {
                if (problem == TokenProblem.KEYS_UNAVAILABLE) {
                    throw ConnectionRefusedException.forNow(problem.text());
                }
                Map<String, String> why = new LinkedHashMap<>();
                why.put("code", "unauthorized");
                why.put("message", problem.text());
                throw new ConnectionRefusedException("Unauthorized", why);
            }
        }
    }

    /// Looks for the token before there is a session, on the handshake's request.
    ///
    /// @return the error to answer with; empty if it is valid
    public Optional<EngineError> refuse(EngineRequest request) {
        return switch (verifier.verify(places.in(request))) {
            case Verification.Valid _ -> Optional.empty();
            case Verification.Refused(TokenProblem problem) ->
                Optional.of(
                        problem == TokenProblem.KEYS_UNAVAILABLE ? EngineError.UNAVAILABLE : EngineError.UNAUTHORIZED);
        };
    }
}
