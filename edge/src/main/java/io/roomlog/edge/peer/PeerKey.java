package io.roomlog.edge.peer;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// What an edge tells the others in its lease, so that they can prove to it that a request comes through one of them:
/// whoever may read that topic is trusted. Immutable.
final class PeerKey {
    private static final String HMAC = "HmacSHA256";
    private static final int BYTES = 32;
    private static final String PURPOSE = "roomlog forwarded\n";

    private final SecretKeySpec key;

    private PeerKey(byte[] bytes) {
        this.key = new SecretKeySpec(bytes, HMAC);
    }

    static PeerKey random(SecureRandom random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return new PeerKey(bytes);
    }

    /// The key that a lease tells; empty where it is none.
    static Optional<PeerKey> of(String text) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(text);
            return bytes.length == BYTES ? Optional.of(new PeerKey(bytes)) : Optional.empty();
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    /// As it stands in a lease.
    String text() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(key.getEncoded());
    }

    /// What only an edge can make of a request.
    ///
    /// @param sid of its session; it comes last, for it may hold anything
    String proof(String method, String address, String sid) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key);
            byte[] proof =
                    mac.doFinal((PURPOSE + method + '\n' + address + '\n' + sid).getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(proof);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has " + HMAC, impossible);
        }
    }

    /// Whether it is the proof of that request, found out in a time that tells nothing.
    boolean isProof(String text, String method, String address, String sid) {
        return MessageDigest.isEqual(
                text.getBytes(StandardCharsets.UTF_8),
                proof(method, address, sid).getBytes(StandardCharsets.UTF_8));
    }
}
