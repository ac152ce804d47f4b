package io.roomlog.edge.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.roomlog.common.config.Secret;
import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("JavaUtilDate") // Nimbus has no other
class TokenVerifierTest {
    private static final String SECRET = "the secret that this test signs its tokens with";
    private static final int LONGEST_USER = 251;
    private static final int LONGEST_TOKEN = 8 * 1024;

    private final Instant inAnHour = Instant.now().plus(1, ChronoUnit.HOURS).truncatedTo(ChronoUnit.SECONDS);
    private final TokenVerifier verifier = new TokenVerifier(Secret.of(SECRET));

    @Test
    void aValidTokenTellsUserExpiryAndClaims() throws Exception {
        String token = signed(claims("änne").claim("rooms", Map.of("join", List.of("chat:*"))));
        assertThat(verifier.verify(token)).hasValueSatisfying(identity -> {
            assertThat(identity.user()).isEqualTo("änne");
            assertThat(identity.expires()).contains(inAnHour);
            assertThat(identity.claims()).containsEntry("rooms", Map.of("join", List.of("chat:*")));
        });
    }

    @Test
    void anotherSecretIsRefused() throws Exception {
        assertThat(verifier.verify(signed(claims("bob"), SECRET + "!", JWSAlgorithm.HS256)))
                .isEmpty();
    }

    @Test
    void anExpiredTokenIsRefused() throws Exception {
        assertThat(verifier.verify(
                        signed(claims("bob").expirationTime(Date.from(inAnHour.minus(2, ChronoUnit.HOURS))))))
                .isEmpty();
    }

    @Test
    void aTokenThatIsNotYetValidIsRefused() throws Exception {
        assertThat(verifier.verify(signed(claims("bob").notBeforeTime(Date.from(inAnHour)))))
                .isEmpty();
    }

    @Test
    void userAndExpiryAreRequired() throws Exception {
        assertThat(verifier.verify(signed(claims(null)))).isEmpty();
        assertThat(verifier.verify(signed(claims("")))).isEmpty();
        assertThat(verifier.verify(signed(claims("bob").expirationTime(null)))).isEmpty();
    }

    @Test
    void aUserHasTheLengthThatARoomNameHasRoomFor() throws Exception {
        assertThat(verifier.verify(signed(claims("u".repeat(LONGEST_USER))))).isPresent();
        assertThat(verifier.verify(signed(claims("u".repeat(LONGEST_USER + 1)))))
                .isEmpty();
    }

    @Test
    void aTokenWithoutSignatureIsRefused() {
        assertThat(verifier.verify(new PlainJWT(claims("bob").build()).serialize()))
                .isEmpty();
    }

    @Test
    void anotherAlgorithmOfTheSameSecretIsRefused() throws Exception {
        String longSecret = SECRET + SECRET;
        TokenVerifier other = new TokenVerifier(Secret.of(longSecret));
        assertThat(other.verify(signed(claims("bob"), longSecret, JWSAlgorithm.HS256)))
                .isPresent();
        assertThat(other.verify(signed(claims("bob"), longSecret, JWSAlgorithm.HS384)))
                .isEmpty();
        assertThat(other.verify(signed(claims("bob"), longSecret, JWSAlgorithm.HS512)))
                .isEmpty();
    }

    @Test
    void anRsaTokenIsRefused() throws JOSEException, NoSuchAlgorithmException {
        SignedJWT token =
                new SignedJWT(new JWSHeader(JWSAlgorithm.RS256), claims("bob").build());
        token.sign(new RSASSASigner(
                KeyPairGenerator.getInstance("RSA").generateKeyPair().getPrivate()));
        assertThat(verifier.verify(token.serialize())).isEmpty();
    }

    @Test
    void aSignatureOfOtherClaimsIsRefused() throws Exception {
        String[] parts = signed(claims("bob")).split("\\.", -1);
        String[] others = signed(claims("alice")).split("\\.", -1);
        assertThat(verifier.verify(parts[0] + '.' + others[1] + '.' + parts[2])).isEmpty();
        assertThat(verifier.verify(parts[0] + '.' + parts[1] + '.')).isEmpty();
        assertThat(verifier.verify(parts[0] + '.' + parts[1])).isEmpty();
    }

    @Test
    void aTokenAboveTheLimitIsRefusedUnread() throws Exception {
        String token = signed(claims("bob").claim("padding", "x".repeat(9 * 1024)));
        assertThat(token.length()).isGreaterThan(LONGEST_TOKEN);
        assertThat(verifier.verify(token)).isEmpty();
        assertThat(verifier.verify(signed(claims("bob").claim("padding", "x".repeat(5 * 1024)))))
                .isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "...", "a.b.c", "null", "Bearer x", "\u0000", "e30.e30.e30", "....."})
    void garbageIsRefused(String token) {
        assertThat(verifier.verify(token)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "null", "1", "{\"sub\":1,\"exp\":\"x\"}", "{\"sub\":[],\"exp\":1e99}", "not JSON"})
    void aSignedPayloadThatIsNoClaimsIsRefused(String payload) throws Exception {
        String signedPart = base64url("{\"alg\":\"HS256\"}") + '.' + base64url(payload);
        String signature = new MACSigner(SECRET)
                .sign(new JWSHeader(JWSAlgorithm.HS256), signedPart.getBytes(StandardCharsets.US_ASCII))
                .toString();
        assertThat(verifier.verify(signedPart + '.' + signature)).isEmpty();
    }

    private static String base64url(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private JWTClaimsSet.Builder claims(String user) {
        return new JWTClaimsSet.Builder().subject(user).expirationTime(Date.from(inAnHour));
    }

    private static String signed(JWTClaimsSet.Builder claims) throws JOSEException {
        return signed(claims, SECRET, JWSAlgorithm.HS256);
    }

    private static String signed(JWTClaimsSet.Builder claims, String secret, JWSAlgorithm algorithm)
            throws JOSEException {
        SignedJWT token = new SignedJWT(new JWSHeader(algorithm), claims.build());
        token.sign(new MACSigner(secret));
        return token.serialize();
    }
}
