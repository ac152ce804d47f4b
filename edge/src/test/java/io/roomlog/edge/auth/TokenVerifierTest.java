package io.roomlog.edge.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.roomlog.common.config.Configuration;
import io.roomlog.common.config.ConfigurationException;
import io.roomlog.edge.rights.RoomAction;
import io.roomlog.edge.socketio.Identity;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Which tokens are taken, and of the others why not.
@SuppressWarnings("JavaUtilDate") // Nimbus has no other
class TokenVerifierTest {
    private static final String SECRET = "the secret that this test signs its tokens with";
    private static final String LONG_SECRET = SECRET + SECRET;
    private static final int LONGEST_USER = 251;
    private static final int LONGEST_TOKEN = 8 * 1024;
    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
    private static final Instant IN_AN_HOUR = NOW.plus(Duration.ofHours(1));
    private static final Duration LEEWAY = Duration.ofSeconds(30);
    /// To make one takes a second, or several.
    private static final KeyPair RSA = newRsa();

    private static final KeyPair OTHER_RSA = newRsa();

    @TempDir
    private Path folder;

    private final List<TokenProblem> refused = new ArrayList<>();

    @Test
    void aValidTokenTellsUserExpiryRightsAndClaims() throws Exception {
        Identity identity = taken(verifier(), signed(claims("änne").claim("rooms", Map.of("join", List.of("chat:*")))));
        assertThat(identity.user()).isEqualTo("änne");
        assertThat(identity.expires()).contains(IN_AN_HOUR.plus(LEEWAY));
        assertThat(identity.rights().permit(RoomAction.JOIN, "chat:1")).isTrue();
        assertThat(identity.rights().permit(RoomAction.PUBLISH, "chat:1")).isFalse();
        assertThat(identity.claims()).containsEntry("rooms", Map.of("join", List.of("chat:*")));
        assertThat(refused).isEmpty();
    }

    @Test
    void noTokenIsMissing() {
        assertThat(verifier().verify(Optional.empty())).isEqualTo(new Verification.Refused(TokenProblem.MISSING));
        assertThat(refused).containsExactly(TokenProblem.MISSING);
    }

    // ---- forged

    @Test
    void anotherSecretIsRefused() throws Exception {
        assertRefused(TokenProblem.SIGNATURE, signed(claims("bob"), SECRET + "!", JWSAlgorithm.HS256));
    }

    @Test
    void aSignatureOfOtherClaimsIsRefused() throws Exception {
        String[] parts = signed(claims("bob")).split("\\.", -1);
        String[] others = signed(claims("alice")).split("\\.", -1);
        assertRefused(TokenProblem.SIGNATURE, parts[0] + '.' + others[1] + '.' + parts[2]);
        assertRefused(TokenProblem.MALFORMED, parts[0] + '.' + parts[1] + '.');
        assertRefused(TokenProblem.MALFORMED, parts[0] + '.' + parts[1]);
    }

    @Test
    void aTokenWithoutSignatureIsRefused() {
        assertRefused(TokenProblem.MALFORMED, new PlainJWT(claims("bob").build()).serialize());
        for (String none : List.of("none", "None", "NONE", "")) {
            assertRefused(
                    TokenProblem.MALFORMED,
                    base64url("{\"alg\":\"" + none + "\"}")
                            + '.'
                            + base64url(claims("bob").build().toString())
                            + '.');
        }
    }

    @Test
    void anAlgorithmThatIsNotAllowedIsRefused() throws Exception {
        TokenVerifier verifier = verifier("jwt-secret", LONG_SECRET);
        assertThat(taken(verifier, signed(claims("bob"), LONG_SECRET, JWSAlgorithm.HS256))
                        .user())
                .isEqualTo("bob");
        assertRefused(verifier, TokenProblem.ALGORITHM, signed(claims("bob"), LONG_SECRET, JWSAlgorithm.HS384));
        assertRefused(verifier, TokenProblem.ALGORITHM, signed(claims("bob"), LONG_SECRET, JWSAlgorithm.HS512));
    }

    /// The public key is known to everybody: as the secret of an HMAC it must be good for nothing.
    @Test
    void aPublicKeyIsNoSecret() throws Exception {
        Path file = pem(RSA.getPublic());
        TokenVerifier verifier = verifier("jwt-secret", "", "jwt-key-file", file.toString());
        for (String guess : List.of(
                Files.readString(file),
                Files.readString(file).strip(),
                new String(RSA.getPublic().getEncoded(), StandardCharsets.ISO_8859_1))) {
            assertRefused(
                    verifier,
                    TokenProblem.UNKNOWN_KEY,
                    signed(
                            claims("bob"),
                            JWSAlgorithm.HS256,
                            new MACSigner(guess.getBytes(StandardCharsets.ISO_8859_1))));
        }
        assertThat(taken(verifier, signed(claims("bob"), JWSAlgorithm.RS256, new RSASSASigner(RSA.getPrivate())))
                        .user())
                .isEqualTo("bob");
    }

    @Test
    void anRsaTokenIsRefusedWhereThereIsOnlyASecret() throws Exception {
        assertRefused(
                TokenProblem.UNKNOWN_KEY,
                signed(claims("bob"), JWSAlgorithm.RS256, new RSASSASigner(RSA.getPrivate())));
    }

    /// What a header says of its own key is the forger's word.
    @Test
    void aKeyThatComesWithTheTokenIsNotLookedAt() throws Exception {
        TokenVerifier verifier =
                verifier("jwt-key-file", pem(OTHER_RSA.getPublic()).toString());
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.RS256)
                .jwk(new RSAKey.Builder((RSAPublicKey) RSA.getPublic()).build())
                .jwkURL(URI.create("http://127.0.0.1:1/keys"))
                .x509CertURL(URI.create("http://127.0.0.1:1/cert"))
                .keyID("../../etc/passwd")
                .build();
        SignedJWT token = new SignedJWT(header, claims("bob").build());
        token.sign(new RSASSASigner(RSA.getPrivate()));
        assertRefused(verifier, TokenProblem.SIGNATURE, token.serialize());
    }

    @Test
    void criticalParametersAreNotUnderstoodAndRefused() throws Exception {
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.HS256)
                .criticalParams(java.util.Set.of("exp"))
                .customParam("exp", 1)
                .build();
        SignedJWT token = new SignedJWT(header, claims("bob").build());
        token.sign(new MACSigner(SECRET));
        assertRefused(TokenProblem.SIGNATURE, token.serialize());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "...", "a.b.c", "null", "Bearer x", "\u0000", "e30.e30.e30", "....."})
    void garbageIsRefused(String token) {
        assertRefused(TokenProblem.MALFORMED, token);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "null", "1", "{\"sub\":1,\"exp\":\"x\"}", "{\"sub\":[],\"exp\":1e99}", "not JSON"})
    void aSignedPayloadThatIsNoClaimsIsRefused(String payload) throws Exception {
        String signedPart = base64url("{\"alg\":\"HS256\"}") + '.' + base64url(payload);
        String signature = new MACSigner(SECRET)
                .sign(new JWSHeader(JWSAlgorithm.HS256), signedPart.getBytes(StandardCharsets.US_ASCII))
                .toString();
        assertRefused(TokenProblem.MALFORMED, signedPart + '.' + signature);
    }

    @Test
    void aTokenAboveTheLimitIsRefusedUnread() throws Exception {
        String token = signed(claims("bob").claim("padding", "x".repeat(9 * 1024)));
        assertThat(token.length()).isGreaterThan(LONGEST_TOKEN);
        assertRefused(TokenProblem.MALFORMED, token);
        taken(verifier(), signed(claims("bob").claim("padding", "x".repeat(5 * 1024))));
    }

    // ---- claims

    @Test
    void anExpiredTokenIsRefusedAfterTheLeeway() throws Exception {
        taken(verifier(), signed(claims("bob").expirationTime(Date.from(NOW.minusSeconds(29)))));
        assertRefused(TokenProblem.EXPIRED, signed(claims("bob").expirationTime(Date.from(NOW.minusSeconds(30)))));
        assertRefused(TokenProblem.EXPIRED, signed(claims("bob").expirationTime(Date.from(Instant.EPOCH))));
    }

    @Test
    void aTokenThatIsNotYetValidIsRefused() throws Exception {
        taken(verifier(), signed(claims("bob").notBeforeTime(Date.from(NOW.plusSeconds(30)))));
        assertRefused(TokenProblem.NOT_YET_VALID, signed(claims("bob").notBeforeTime(Date.from(NOW.plusSeconds(31)))));
    }

    @Test
    void theIssuerIsOneOfThoseConfigured() throws Exception {
        TokenVerifier verifier = verifier("jwt-issuers", "https://a.example, b");
        taken(verifier, signed(claims("bob").issuer("https://a.example")));
        taken(verifier, signed(claims("bob").issuer("b")));
        assertRefused(verifier, TokenProblem.ISSUER, signed(claims("bob").issuer("https://a.example/")));
        assertRefused(verifier, TokenProblem.ISSUER, signed(claims("bob")));
        assertRefused(verifier, TokenProblem.ISSUER, signed(claims("bob").issuer("null")));
    }

    @Test
    void theAudienceIsOneOfThoseConfigured() throws Exception {
        TokenVerifier verifier = verifier("jwt-audiences", "chat, voice");
        taken(verifier, signed(claims("bob").audience("voice")));
        taken(verifier, signed(claims("bob").audience(List.of("other", "chat"))));
        assertRefused(verifier, TokenProblem.AUDIENCE, signed(claims("bob").audience("other")));
        assertRefused(verifier, TokenProblem.AUDIENCE, signed(claims("bob")));
    }

    @Test
    void userAndExpiryAreRequired() throws Exception {
        assertRefused(TokenProblem.MALFORMED, signed(claims(null)));
        assertRefused(TokenProblem.MALFORMED, signed(claims("")));
        assertRefused(TokenProblem.MALFORMED, signed(claims("bob").expirationTime(null)));
    }

    @Test
    void aUserHasTheLengthThatARoomNameHasRoomFor() throws Exception {
        taken(verifier(), signed(claims("u".repeat(LONGEST_USER))));
        assertRefused(TokenProblem.MALFORMED, signed(claims("u".repeat(LONGEST_USER + 1))));
    }

    @Test
    void rightsThatAreNotWrittenAsTheyHaveToBeAreRefused() throws Exception {
        for (Object rooms : List.of("*", List.of("*"), 1, Map.of("join", "*"), Map.of("join", List.of(1)))) {
            assertRefused(TokenProblem.MALFORMED, signed(claims("bob").claim("rooms", rooms)));
        }
    }

    // ---- keys

    @Test
    void eachOfSeveralSecretsIsGood() throws Exception {
        Path now = Files.writeString(folder.resolve("now"), SECRET + "\n");
        Path before = Files.writeString(folder.resolve("before"), "b".repeat(32));
        TokenVerifier verifier = verifier("jwt-secret", "", "jwt-secret-file", now + "," + before);
        taken(verifier, signed(claims("bob")));
        taken(verifier, signed(claims("bob"), "b".repeat(32), JWSAlgorithm.HS256));
        assertRefused(verifier, TokenProblem.SIGNATURE, signed(claims("bob"), "c".repeat(32), JWSAlgorithm.HS256));
    }

    @ParameterizedTest
    @ValueSource(strings = {"HS256", "HS384", "HS512"})
    void secretsSignWithTheAlgorithmsThatAreAllowed(String algorithm) throws Exception {
        TokenVerifier verifier = verifier("jwt-secret", LONG_SECRET, "jwt-algorithms", algorithm);
        taken(verifier, signed(claims("bob"), LONG_SECRET, JWSAlgorithm.parse(algorithm)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512"})
    void rsaKeysComeFromAFile(String algorithm) throws Exception {
        TokenVerifier verifier =
                verifier("jwt-key-file", pem(RSA.getPublic()).toString(), "jwt-algorithms", "HS256," + algorithm);
        String token = signed(claims("bob"), JWSAlgorithm.parse(algorithm), new RSASSASigner(RSA.getPrivate()));
        taken(verifier, token);
        assertRefused(
                verifier("jwt-key-file", pem(OTHER_RSA.getPublic()).toString(), "jwt-algorithms", "HS256," + algorithm),
                TokenProblem.SIGNATURE,
                token);
    }

    @ParameterizedTest
    @CsvSource({"ES256,secp256r1", "ES384,secp384r1", "ES512,secp521r1"})
    void ellipticKeysComeFromAFile(String algorithm, String curve) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new java.security.spec.ECGenParameterSpec(curve));
        KeyPair pair = generator.generateKeyPair();
        String token =
                signed(claims("bob"), JWSAlgorithm.parse(algorithm), new ECDSASigner((ECPrivateKey) pair.getPrivate()));
        String all = "HS256,ES256,ES384,ES512";
        taken(verifier("jwt-key-file", pem(pair.getPublic()).toString(), "jwt-algorithms", all), token);
        assertRefused(
                verifier(
                        "jwt-key-file",
                        pem(generator.generateKeyPair().getPublic()).toString(),
                        "jwt-algorithms",
                        all),
                TokenProblem.SIGNATURE,
                token);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Ed25519", "Ed448"})
    void edwardsKeysComeFromAFile(String curve) throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance(curve).generateKeyPair();
        TokenVerifier verifier = verifier("jwt-key-file", pem(pair.getPublic()).toString());
        String token = Edwards.sign(
                pair.getPrivate(), "{\"alg\":\"EdDSA\"}", claims("bob").build().toString());
        taken(verifier, token);
        assertRefused(verifier, TokenProblem.SIGNATURE, token.substring(0, token.lastIndexOf('.')) + ".AAAA");
        assertRefused(
                verifier(
                        "jwt-key-file",
                        pem(KeyPairGenerator.getInstance(curve)
                                        .generateKeyPair()
                                        .getPublic())
                                .toString()),
                TokenProblem.SIGNATURE,
                token);
    }

    @Test
    void whatIsNoKeyStopsTheStart() throws Exception {
        assertStops("jwt-secret: there is none", "jwt-secret", "");
        assertStops("jwt-algorithms: HS512 needs a secret of 64 bytes", "jwt-algorithms", "HS512");
        assertStops(
                "jwt-key-file: cannot read",
                "jwt-key-file",
                folder.resolve("absent").toString());
        Path file = Files.writeString(folder.resolve("key"), "hello");
        assertStops("has no PUBLIC KEY", "jwt-key-file", file.toString());
        Files.writeString(file, pem("PRIVATE KEY", RSA.getPrivate().getEncoded()));
        assertStops("who verifies needs no private key", "jwt-key-file", file.toString());
        KeyPairGenerator weak = KeyPairGenerator.getInstance("RSA");
        weak.initialize(1024);
        assertStops(
                "fewer than 2048 bits",
                "jwt-key-file",
                pem(weak.generateKeyPair().getPublic()).toString());
        Files.writeString(file, pem("PUBLIC KEY", new byte[] {1, 2, 3}));
        assertStops("neither RSA, nor EC", "jwt-key-file", file.toString());
    }

    // ----

    private void assertStops(String message, String... settings) {
        assertThatThrownBy(() -> verifier(settings))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(message);
    }

    private static KeyPair newRsa() {
        try {
            return KeyPairGenerator.getInstance("RSA").generateKeyPair();
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private Path pem(PublicKey key) throws Exception {
        return Files.writeString(Files.createTempFile(folder, "key", ".pem"), pem("PUBLIC KEY", key.getEncoded()));
    }

    private static String pem(String label, byte[] encoded) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded) + "\n-----END " + label
                + "-----\n";
    }

    private TokenVerifier verifier(String... settings) {
        Map<String, String> texts = new HashMap<>(Map.of("jwt-secret", SECRET));
        for (int i = 0; i < settings.length; i += 2) {
            texts.put(settings[i], settings[i + 1]);
        }
        return TokenKeys.of(Configuration.of(texts)).verifier(Clock.fixed(NOW, ZoneOffset.UTC), new AuthEvents() {
            @Override
            public void tokenRefused(TokenProblem problem) {
                refused.add(problem);
            }

            @Override
            public void keysFetched(boolean had) {
                throw new AssertionError("no keys are published here");
            }
        });
    }

    private static Identity taken(TokenVerifier verifier, String token) {
        return switch (verifier.verify(Optional.of(token))) {
            case Verification.Valid(Identity identity) -> identity;
            case Verification.Refused(TokenProblem problem) -> throw new AssertionError("refused: " + problem);
        };
    }

    private void assertRefused(TokenProblem problem, String token) {
        assertRefused(verifier(), problem, token);
    }

    private void assertRefused(TokenVerifier verifier, TokenProblem problem, String token) {
        refused.clear();
        assertThat(verifier.verify(Optional.of(token))).isEqualTo(new Verification.Refused(problem));
        assertThat(refused).containsExactly(problem);
    }

    private static String base64url(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static JWTClaimsSet.Builder claims(String user) {
        return new JWTClaimsSet.Builder().subject(user).expirationTime(Date.from(IN_AN_HOUR));
    }

    private static String signed(JWTClaimsSet.Builder claims) throws JOSEException {
        return signed(claims, SECRET, JWSAlgorithm.HS256);
    }

    private static String signed(JWTClaimsSet.Builder claims, String secret, JWSAlgorithm algorithm)
            throws JOSEException {
        return signed(claims, algorithm, new MACSigner(secret));
    }

    private static String signed(JWTClaimsSet.Builder claims, JWSAlgorithm algorithm, JWSSigner signer)
            throws JOSEException {
        SignedJWT token = new SignedJWT(new JWSHeader(algorithm), claims.build());
        token.sign(signer);
        return token.serialize();
    }
}
