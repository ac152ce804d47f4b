package io.roomlog.edge.auth;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Public keys in PEM (RFC 7468): `PUBLIC KEY`, or the key of a `CERTIFICATE`; any number in one text.
final class PemKeys {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");
    private static final List<String> KINDS = List.of("RSA", "EC", "EdDSA");
    private static final int LEAST_RSA_BITS = 2048;

    private PemKeys() {}

    /// The keys of a text.
    ///
    /// @throws IllegalArgumentException if there is none, or something that is no public key, or a key too weak
    static List<PublicKey> of(String text) {
        List<PublicKey> keys = new ArrayList<>();
        Matcher block = BLOCK.matcher(text);
        while (block.find()) {
            keys.add(checked(key(block.group(1), block.group(2))));
        }
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("has no PUBLIC KEY and no CERTIFICATE in PEM");
        }
        return keys;
    }

    private static PublicKey key(String label, String base64) {
        byte[] encoded;
        try {
            encoded = Base64.getMimeDecoder().decode(base64.getBytes(StandardCharsets.US_ASCII));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("has a " + label + " that is not base64");
        }
        return switch (label) {
            case "PUBLIC KEY" -> publicKey(encoded);
            case "CERTIFICATE" -> ofCertificate(encoded);
            default ->
                throw new IllegalArgumentException("has a " + label + "; wanted is a PUBLIC KEY or a CERTIFICATE"
                        + (label.contains("PRIVATE") ? ": who verifies needs no private key" : ""));
        };
    }

    private static PublicKey publicKey(byte[] encoded) {
        for (String kind : KINDS) {
            try {
                return KeyFactory.getInstance(kind).generatePublic(new X509EncodedKeySpec(encoded));
            } catch (GeneralSecurityException e) {
                // of another kind, perhaps
            }
        }
        throw new IllegalArgumentException("has a PUBLIC KEY that is neither RSA, nor EC, nor Ed25519 or Ed448");
    }

    private static PublicKey ofCertificate(byte[] encoded) {
        try {
            return CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(encoded))
                    .getPublicKey();
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("has a CERTIFICATE that cannot be read");
        }
    }

    private static PublicKey checked(PublicKey key) {
        if (key instanceof RSAPublicKey rsa && rsa.getModulus().bitLength() < LEAST_RSA_BITS) {
            throw new IllegalArgumentException("has an RSA key of fewer than " + LEAST_RSA_BITS + " bits");
        }
        return key;
    }
}
