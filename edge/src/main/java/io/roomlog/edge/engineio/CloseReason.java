package io.roomlog.edge.engineio;

/// Why a session or a socket has ended, in Socket.IO's words.
public enum CloseReason {
    TRANSPORT_CLOSE("transport close"),
    TRANSPORT_ERROR("transport error"),
    PING_TIMEOUT("ping timeout"),
    PARSE_ERROR("parse error"),
    FORCED_CLOSE("forced close"),
    SERVER_SHUTTING_DOWN("server shutting down"),
    SLOW_CONSUMER("slow consumer"),
    TOKEN_EXPIRED("server namespace disconnect"),
    CLIENT_NAMESPACE_DISCONNECT("client namespace disconnect"),
    SERVER_NAMESPACE_DISCONNECT("server namespace disconnect");

    private final String text;

    CloseReason(String text) {
        this.text = text;
    }

    /// The reason as stock servers spell it.
    public String text() {
        return text;
    }
}
