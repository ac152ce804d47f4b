package io.roomlog.edge.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.ImmutableSecret;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.roomlog.common.config.Secret;
import io.roomlog.edge.socketio.Identity;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.Optional;
import java.util.Set;

/// Verifies tokens signed with HS256 and a shared secret; `sub` and `exp` are required. Thread-safe.
public final class TokenVerifier {
    private static final String BEARER = "Bearer ";
    private static final int MAX_TOKEN_LENGTH = 8 * 1024;
    private static final int MAX_USER_LENGTH = 251;

    private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();

    public TokenVerifier(Secret secret) {
        processor.setJWSKeySelector(
                new JWSVerificationKeySelector<>(JWSAlgorithm.HS256, new ImmutableSecret<>(secret.bytes())));
        processor.setJWTClaimsSetVerifier(new DefaultJWTClaimsVerifier<>(null, Set.of("sub", "exp")));
    }

    /// The token in an `Authorization` header (RFC 6750); empty for other schemes.
    public static Optional<String> bearer(String authorization) {
        return authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? Optional.of(authorization.substring(BEARER.length()).strip())
                : Optional.empty();
    }

    /// Who a token says that its bearer is.
    ///
    /// @return empty if the token is not valid now
    public Optional<Identity> verify(String token) {
        if (token.length() > MAX_TOKEN_LENGTH) {
            return Optional.empty();
        }
        try {
            JWTClaimsSet claims = processor.process(token, null);
            String user = claims.getSubject();
            if (user.isEmpty()
                    || user.length() > MAX_USER_LENGTH
                    || !StandardCharsets.UTF_8.newEncoder().canEncode(user)) {
                return Optional.empty();
            }
            return Optional.of(
                    new Identity(user, Optional.of(claims.getExpirationTime().toInstant()), claims.getClaims()));
        } catch (ParseException | BadJOSEException | JOSEException e) {
            return Optional.empty();
        }
    }
}
