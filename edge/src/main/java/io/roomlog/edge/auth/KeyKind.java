package io.roomlog.edge.auth;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import java.security.Key;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Objects;
import javax.crypto.SecretKey;

/// Which keys an algorithm may be used with (RFC 7518, section 3.1; RFC 8037): so a public key is never a secret,
/// whatever a token's header says.
final class KeyKind {
    private KeyKind() {}

    static boolean fits(JWSAlgorithm algorithm, Key key) {
        return switch (key) {
            case SecretKey secret ->
                JWSAlgorithm.Family.HMAC_SHA.contains(algorithm) && secret.getEncoded().length >= leastBytes(algorithm);
            case RSAPublicKey _ -> JWSAlgorithm.Family.RSA.contains(algorithm);
            case ECPublicKey ec ->
                JWSAlgorithm.Family.EC.contains(algorithm)
                        && Curve.forJWSAlgorithm(algorithm).contains(Curve.forECParameterSpec(ec.getParams()));
            case EdECPublicKey _ -> JWSAlgorithm.EdDSA.equals(algorithm);
            default -> false;
        };
    }

    /// The least length of a secret, in bytes: that of the hash.
    static int leastBytes(JWSAlgorithm algorithm) {
        return Integer.parseInt(Objects.requireNonNull(algorithm.getName()).substring(2)) / Byte.SIZE;
    }
}
