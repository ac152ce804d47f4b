package io.roomlog.edge.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.roomlog.edge.rights.Rights;
import io.roomlog.edge.socketio.Identity;
import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Verifies tokens (JWT, RFC 7519, signed as RFC 7515 says): `sub` and `exp` are required. Thread-safe; may block while
/// an issuer's keys are fetched.
///
/// Which algorithms are allowed is configured, and each key is used with algorithms of its own kind alone. What
/// a header says of where a key is to be found (`jku`, `x5u`, `jwk`) is not looked at.
public final class TokenVerifier implements AutoCloseable {
    private static final String BEARER = "Bearer ";
    private static final String ROOMS = "rooms";
    private static final int MAX_TOKEN_LENGTH = 8 * 1024;
    private static final int MAX_USER_LENGTH = 251;

    private final TokenRules rules;
    private final List<KeySource> sources;
    private final Clock clock;
    private final Consumer<TokenProblem> onRefused;
    private final Verifiers verifiers = new Verifiers();

    /// @param onRefused told of each token that is not taken
    TokenVerifier(TokenRules rules, List<KeySource> sources, Clock clock, Consumer<TokenProblem> onRefused) {
        this.rules = rules;
        this.sources = List.copyOf(sources);
        this.clock = clock;
        this.onRefused = onRefused;
    }

    /// The token in an `Authorization` header (RFC 6750); empty for other schemes.
    public static Optional<String> bearer(String authorization) {
        return authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? Optional.of(authorization.substring(BEARER.length()).strip())
                : Optional.empty();
    }

    /// For how long the oldest set of published keys has not been fetched; zero where there is none.
    public Duration keysAge() {
        return sources.stream()
                .flatMap(source -> source.age().stream())
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
    }

    /// Whether a token holds now, and who its bearer is.
    ///
    /// @param token empty where none was brought
    public Verification verify(Optional<String> token) {
        Verification result = token.isEmpty() ? new Verification.Refused(TokenProblem.MISSING) : verify(token.get());
        if (result instanceof Verification.Refused(TokenProblem problem)) {
            onRefused.accept(problem);
        }
        return result;
    }

    private Verification verify(String token) {
        if (token.length() > MAX_TOKEN_LENGTH) {
            return new Verification.Refused(TokenProblem.MALFORMED);
        }
        try {
            return verify(SignedJWT.parse(token));
        } catch (ParseException | RuntimeException e) {
            return new Verification.Refused(TokenProblem.MALFORMED);
        }
    }

    private Verification verify(SignedJWT token) throws ParseException {
        JWSAlgorithm algorithm = token.getHeader().getAlgorithm();
        if (!rules.algorithms().contains(algorithm)) {
            return new Verification.Refused(TokenProblem.ALGORITHM);
        }
        JWTClaimsSet claims = token.getJWTClaimsSet();
        if (!rules.issuers().isEmpty() && !rules.issuers().contains(String.valueOf(claims.getIssuer()))) {
            return new Verification.Refused(TokenProblem.ISSUER);
        }
        try {
            List<Key> keys = keys(token.getHeader(), claims);
            if (keys.isEmpty()) {
                return new Verification.Refused(TokenProblem.UNKNOWN_KEY);
            }
            if (!isSigned(token, keys)) {
                return new Verification.Refused(TokenProblem.SIGNATURE);
            }
        } catch (KeysUnavailableException e) {
            return new Verification.Refused(TokenProblem.KEYS_UNAVAILABLE);
        }
        return read(claims);
    }

    private boolean isSigned(SignedJWT token, List<Key> keys) {
        for (Key key : keys) {
            try {
                if (token.verify(verifiers.createJWSVerifier(token.getHeader(), key))) {
                    return true;
                }
            } catch (JOSEException e) {
                // not with this key
            }
        }
        return false;
    }

    /// The keys of the token's issuer, and those that speak for any. An issuer whose keys cannot be had stands in
    /// nobody's way whose key is known.
    private List<Key> keys(JWSHeader header, JWTClaimsSet claims) throws KeysUnavailableException {
        List<Key> keys = new ArrayList<>();
        KeysUnavailableException unavailable = null;
        for (KeySource source : sources) {
            if (source.issuer().isEmpty() || source.issuer().get().equals(claims.getIssuer())) {
                try {
                    keys.addAll(source.keys(header));
                } catch (KeysUnavailableException e) {
                    unavailable = e;
                }
            }
        }
        if (keys.isEmpty() && unavailable != null) {
            throw unavailable;
        }
        return keys;
    }

    private Verification read(JWTClaimsSet claims) {
        Instant now = clock.instant();
        Optional<Instant> expires = instant(claims.getExpirationTime());
        Optional<Instant> begins = instant(claims.getNotBeforeTime());
        if (expires.isEmpty() || !isUser(claims.getSubject())) {
            return new Verification.Refused(TokenProblem.MALFORMED);
        }
        if (!now.isBefore(expires.get().plus(rules.leeway()))) {
            return new Verification.Refused(TokenProblem.EXPIRED);
        }
        if (begins.isPresent() && now.isBefore(begins.get().minus(rules.leeway()))) {
            return new Verification.Refused(TokenProblem.NOT_YET_VALID);
        }
        if (!rules.audiences().isEmpty() && Collections.disjoint(rules.audiences(), claims.getAudience())) {
            return new Verification.Refused(TokenProblem.AUDIENCE);
        }
        return Rights.of(claims.getClaim(ROOMS))
                .<Verification>map(rights -> new Verification.Valid(new Identity(
                        claims.getSubject(), expires.map(at -> at.plus(rules.leeway())), rights, claims.getClaims())))
                .orElseGet(() -> new Verification.Refused(TokenProblem.MALFORMED));
    }

    @SuppressWarnings("JavaUtilDate") // Nimbus has no other
    private static Optional<Instant> instant(@Nullable Date date) {
        return Optional.ofNullable(date).map(Date::toInstant);
    }

    private static boolean isUser(@Nullable String user) {
        return user != null
                && !user.isEmpty()
                && user.length() <= MAX_USER_LENGTH
                && StandardCharsets.UTF_8.newEncoder().canEncode(user);
    }

    @Override
    public void close() {
        sources.forEach(KeySource::close);
    }
}
