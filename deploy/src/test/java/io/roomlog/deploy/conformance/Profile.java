package io.roomlog.deploy.conformance;

import java.util.Map;

/// Which suite is served.
enum Profile {
    /// The protocol suites: Engine.IO v4 on `/engine.io/`, Socket.IO v5 on `/socket.io/`.
    DEFAULT,
    /// The suite of socket.io-client.
    CLIENT,
    /// The suite of engine.io-client.
    ENGINE,
    /// The table of WebSocket cases, on `/engine.io/`.
    WEBSOCKET;

    /// The longest message of the table.
    static final int MAX_PAYLOAD = 16 * 1024 * 1024;

    /// The settings that the suite counts on.
    Map<String, String> settings() {
        return switch (this) {
            case DEFAULT ->
                Map.of(
                        "ping-interval", "300ms",
                        "ping-timeout", "200ms",
                        "connect-timeout", "1s",
                        "cors-origins", "*");
            case CLIENT -> Map.of("ping-interval", "2s", "cors-origins", "*");
            case ENGINE -> Map.of("ping-interval", "500ms", "max-payload", "100", "cors-origins", "*");
            case WEBSOCKET -> Map.of("max-payload", Integer.toString(MAX_PAYLOAD), "compression", "true");
        };
    }
}
