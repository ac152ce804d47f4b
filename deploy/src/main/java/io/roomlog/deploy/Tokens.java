package io.roomlog.deploy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.roomlog.common.config.Secret;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;

/// Makes tokens (JWT, HS256) with a shared secret.
final class Tokens {
    private final Secret secret;
    private final Clock clock;

    Tokens(Secret secret, Clock clock) {
        this.secret = secret;
        this.clock = clock;
    }

    /// A token of the user.
    ///
    /// @param life   how long it is good for, from now
    /// @param rights its claim `rooms`; where absent, the token has none
    @SuppressWarnings("JavaUtilDate") // Nimbus has no other
    String mint(String user, Duration life, Optional<Rights> rights) {
        Instant now = clock.instant();
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
                .subject(user)
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(life)));
        rights.ifPresent(some -> claims.claim("rooms", some.patterns()));
        SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims.build());
        try {
            token.sign(new MACSigner(secret.bytes()));
        } catch (JOSEException impossible) {
            throw new IllegalStateException(
                    "a secret of " + Secret.MIN_BYTES + " bytes or more signs HS256", impossible);
        }
        return token.serialize();
    }
}
