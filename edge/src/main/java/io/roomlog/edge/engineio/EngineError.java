package io.roomlog.edge.engineio;

/// The errors of the Engine.IO handshake, as clients know them.
public enum EngineError {
    UNKNOWN_TRANSPORT(0, 400, "Transport unknown"),
    UNKNOWN_SID(1, 400, "Session ID unknown"),
    BAD_HANDSHAKE_METHOD(2, 400, "Bad handshake method"),
    BAD_REQUEST(3, 400, "Bad request"),
    FORBIDDEN(4, 403, "Forbidden"),
    UNSUPPORTED_PROTOCOL_VERSION(5, 400, "Unsupported protocol version"),
    // what follows is none of stock servers'
    ORIGIN_NOT_ALLOWED(3, 403, "Origin not allowed"),
    UNAUTHORIZED(4, 401, "Unauthorized"),
    TOO_MANY_HANDSHAKES(4, 429, "Too many handshakes; try again later"),
    TOO_MANY_CONNECTIONS(4, 503, "Too many connections; try again later"),
    UNAVAILABLE(4, 503, "Unavailable; try again later");

    private final int status;
    private final String body;

    EngineError(int code, int status, String message) {
        this.status = status;
        this.body = "{\"code\":" + code + ",\"message\":\"" + message + "\"}";
    }

    /// The HTTP status.
    public int status() {
        return status;
    }

    /// The JSON body.
    public String body() {
        return body;
    }
}
