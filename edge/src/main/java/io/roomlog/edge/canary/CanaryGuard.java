package io.roomlog.edge.canary;

import io.roomlog.edge.socketio.ConnectionRefusedException;
import io.roomlog.edge.socketio.Middleware;
import io.roomlog.edge.socketio.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

/// Lets the canary of this process into its namespace, and nobody else. What the canary shows is made anew at each
/// start, and leaves the process only on the connection to its own port. Thread-safe.
public final class CanaryGuard implements Middleware {
    private static final int SECRET_BYTES = 32;

    private final String authorization;

    public CanaryGuard() {
        byte[] secret = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(secret);
        authorization = "Bearer " + Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    }

    /// What it sends in the header `Authorization`.
    String authorization() {
        return authorization;
    }

    /// Whether a request is the canary's, by its header `Authorization`.
    public boolean knows(Optional<String> header) {
        return header.isPresent() && MessageDigest.isEqual(bytes(header.get()), bytes(authorization));
    }

    @Override
    public void admit(Socket socket) throws ConnectionRefusedException {
        if (!knows(socket.handshake().header("authorization"))) {
            throw new ConnectionRefusedException("Unauthorized");
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
