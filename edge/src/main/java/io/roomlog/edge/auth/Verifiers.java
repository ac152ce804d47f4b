package io.roomlog.edge.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.jca.JCAContext;
import com.nimbusds.jose.proc.JWSVerifierFactory;
import com.nimbusds.jose.util.Base64URL;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.Signature;
import java.security.interfaces.EdECPublicKey;
import java.util.HashSet;
import java.util.Set;

/// Nimbus's verifiers, and for EdDSA (RFC 8037) the JDK's: Nimbus needs a library of its own for that, which knows
/// Ed25519 alone.
final class Verifiers implements JWSVerifierFactory {
    private final DefaultJWSVerifierFactory others = new DefaultJWSVerifierFactory();

    @Override
    public JWSVerifier createJWSVerifier(JWSHeader header, Key key) throws JOSEException {
        return key instanceof EdECPublicKey edwards
                ? new EdwardsVerifier(edwards)
                : others.createJWSVerifier(header, key);
    }

    @Override
    public Set<JWSAlgorithm> supportedJWSAlgorithms() {
        Set<JWSAlgorithm> all = new HashSet<>(others.supportedJWSAlgorithms());
        all.add(JWSAlgorithm.EdDSA);
        return all;
    }

    @Override
    public JCAContext getJCAContext() {
        return others.getJCAContext();
    }

    /// Verifies EdDSA signatures. A header with critical parameters (RFC 7515, section 4.1.11) is refused, as none is
    /// understood.
    private record EdwardsVerifier(EdECPublicKey key) implements JWSVerifier {
        @Override
        public boolean verify(JWSHeader header, byte[] signed, Base64URL signature) throws JOSEException {
            if (!JWSAlgorithm.EdDSA.equals(header.getAlgorithm()) || header.getCriticalParams() != null) {
                return false;
            }
            try {
                Signature check = Signature.getInstance("EdDSA");
                check.initVerify(key);
                check.update(signed);
                return check.verify(signature.decode());
            } catch (java.security.SignatureException e) {
                return false; // not even of a signature's form
            } catch (GeneralSecurityException e) {
                throw new JOSEException("EdDSA cannot be verified: " + e.getMessage(), e);
            }
        }

        @Override
        public Set<JWSAlgorithm> supportedJWSAlgorithms() {
            return Set.of(JWSAlgorithm.EdDSA);
        }

        @Override
        public JCAContext getJCAContext() {
            return new JCAContext();
        }
    }
}
