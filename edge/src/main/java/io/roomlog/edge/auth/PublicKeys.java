package io.roomlog.edge.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Optional;

/// The JDK's keys of JWKs (RFC 7517, RFC 8037).
final class PublicKeys {
    private PublicKeys() {}

    /// The public key.
    ///
    /// @return empty for kinds that sign no tokens
    /// @throws JOSEException if it is not what its kind says
    static Optional<Key> of(JWK jwk) throws JOSEException {
        return switch (jwk) {
            case RSAKey rsa -> Optional.of(rsa.toRSAPublicKey());
            case ECKey ec -> Optional.of(ec.toECPublicKey());
            case OctetKeyPair pair
            when Curve.Ed25519.equals(pair.getCurve()) || Curve.Ed448.equals(pair.getCurve()) ->
                Optional.of(edwards(pair));
            default -> Optional.empty();
        };
    }

    /// The point's encoding (RFC 8032, section 5.1.2): y, the lowest byte first, and the lowest bit of x on top.
    private static Key edwards(OctetKeyPair pair) throws JOSEException {
        byte[] encoded = pair.getX().decode();
        if (encoded.length == 0) {
            throw new JOSEException("an " + pair.getCurve() + " key has no x");
        }
        byte[] y = new byte[encoded.length];
        for (int i = 0; i < encoded.length; i++) {
            y[i] = encoded[encoded.length - 1 - i];
        }
        boolean xOdd = (y[0] & 0x80) != 0;
        y[0] &= 0x7f;
        try {
            return KeyFactory.getInstance("EdDSA")
                    .generatePublic(new EdECPublicKeySpec(
                            new NamedParameterSpec(pair.getCurve().getName()),
                            new EdECPoint(xOdd, new BigInteger(1, y))));
        } catch (GeneralSecurityException e) {
            throw new JOSEException("an " + pair.getCurve() + " key is none: " + e.getMessage(), e);
        }
    }
}
