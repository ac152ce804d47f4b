package io.roomlog.edge.auth;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.Base64;

/// Signs as RFC 8037 says.
final class Edwards {
    private Edwards() {}

    static String sign(PrivateKey key, String header, String payload) throws GeneralSecurityException {
        String signed = base64url(header.getBytes(StandardCharsets.UTF_8))
                + '.'
                + base64url(payload.getBytes(StandardCharsets.UTF_8));
        Signature signature = Signature.getInstance("EdDSA");
        signature.initSign(key);
        signature.update(signed.getBytes(StandardCharsets.US_ASCII));
        return signed + '.' + base64url(signature.sign());
    }

    static String base64url(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
