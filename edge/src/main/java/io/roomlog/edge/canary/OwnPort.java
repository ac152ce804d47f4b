package io.roomlog.edge.canary;

import java.net.URI;
import java.util.Set;

/// The port of this process that clients connect to, as the process itself reaches it.
public final class OwnPort {
    private static final Set<String> ALL = Set.of("0.0.0.0", "::", "[::]");

    private OwnPort() {}

    /// Where a WebSocket is to be opened to it.
    ///
    /// @param host that it listens on
    /// @param path of the Socket.IO server
    public static URI address(String host, int port, boolean tls, String path) {
        String reached = ALL.contains(host) ? "127.0.0.1" : host;
        String literal = reached.indexOf(':') >= 0 && !reached.startsWith("[") ? '[' + reached + ']' : reached;
        return URI.create((tls ? "wss" : "ws") + "://" + literal + ':' + port + path + "?EIO=4&transport=websocket");
    }
}
