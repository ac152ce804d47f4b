package io.roomlog.edge.canary;

import java.net.Socket;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/// TLS for connections of a process to a port of its own: who listens there is known, and the certificate is for a name
/// that others use.
public final class OwnPort extends X509ExtendedTrustManager {
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

    static SSLContext trusted() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new OwnPort()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has TLS", e);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String kind, SSLEngine engine) {
        // whatever certificate it is
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String kind, Socket socket) {
        // whatever certificate it is
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String kind) {
        // whatever certificate it is
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String kind, Socket socket) {
        throw new UnsupportedOperationException("for clients only");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String kind, SSLEngine engine) {
        throw new UnsupportedOperationException("for clients only");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String kind) {
        throw new UnsupportedOperationException("for clients only");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
