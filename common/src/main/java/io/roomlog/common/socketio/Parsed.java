package io.roomlog.common.socketio;

/// What [Arguments#parse] makes of bytes: [Arguments], or the reason why they are none.
public sealed interface Parsed permits Arguments, Parsed.Invalid {
    /// `reason` names the rule that is broken; it contains nothing of the payload.
    record Invalid(String reason) implements Parsed {}
}
