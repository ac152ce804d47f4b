package io.roomlog.edge.auth;

import io.roomlog.edge.socketio.Identity;

/// What has become of a token.
public sealed interface Verification {
    /// It holds.
    record Valid(Identity identity) implements Verification {}

    /// It is not taken.
    record Refused(TokenProblem problem) implements Verification {}
}
