package io.roomlog.edge.app;

import io.roomlog.edge.auth.TokenProblem;
import io.roomlog.edge.auth.TokenVerifier;
import io.roomlog.edge.auth.Verification;
import io.roomlog.edge.socketio.Event;
import io.roomlog.edge.socketio.Identity;
import io.roomlog.edge.socketio.Socket;
import java.util.Map;
import java.util.Optional;

/// The verb `authenticate`: a fresh token of the same user takes the place of the one that is about to expire. Rooms
/// that it does not allow any more are left.
final class AuthenticateVerb {
    private final TokenVerifier verifier;

    AuthenticateVerb(TokenVerifier verifier) {
        this.verifier = verifier;
    }

    void authenticate(Event event) throws VerbException {
        String token =
                event.arguments().string(0).orElseThrow(() -> VerbException.invalid("the token must be a string"));
        Socket socket = event.socket();
        Identity next = switch (verifier.verify(Optional.of(token))) {
            case Verification.Valid(Identity identity) -> identity;
            case Verification.Refused(TokenProblem problem) -> throw VerbException.of(problem);
        };
        if (!next.user().equals(socket.identity().user())) {
            throw new VerbException(ErrorCode.FORBIDDEN, "the token is another user's");
        }
        socket.renew(next);
        Map<String, Object> answer = RoomsApplication.ok();
        next.expires().ifPresent(at -> answer.put("expires", at.toEpochMilli()));
        event.ack(answer);
    }
}
