package io.roomlog.edge.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// How often an issuer is asked for its keys, and what is good meanwhile. The issuer is a web server.
@Timeout(60)
class PublishedKeysTest {
    private static final Duration MAX_AGE = Duration.ofMinutes(10);
    private static final Duration INTERVAL = Duration.ofSeconds(10);

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private volatile String set = "{\"keys\":[]}";
    private volatile int status = 200;
    private HttpServer issuer;
    private PublishedKeys keys;

    @BeforeEach
    void start() throws IOException {
        issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        issuer.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        issuer.createContext("/", exchange -> {
            asked.incrementAndGet();
            byte[] body = set.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        issuer.start();
        keys = new PublishedKeys(
                Optional.empty(),
                URI.create("http://127.0.0.1:" + issuer.getAddress().getPort() + "/keys"),
                MAX_AGE,
                INTERVAL,
                new AuthEvents() {
                    @Override
                    public void tokenRefused(TokenProblem problem) {
                        throw new AssertionError("nothing is verified here");
                    }

                    @Override
                    public void keysFetched(boolean had) {
                        if (!had) {
                            failed.incrementAndGet();
                        }
                    }
                },
                nanos::get);
    }

    @AfterEach
    void stop() {
        keys.close();
        issuer.stop(0);
    }

    @Test
    void aKeyIsFoundByItsNameAndKind() throws Exception {
        RSAKey a = rsa("a");
        RSAKey b = rsa("b");
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        ECKey c = new ECKey.Builder(
                        Curve.P_256, (ECPublicKey) generator.generateKeyPair().getPublic())
                .keyID("c")
                .build();
        publish(a, b, c);
        assertThat(found(JWSAlgorithm.RS256, "a")).containsExactly(a.toRSAPublicKey());
        assertThat(found(JWSAlgorithm.RS256, null)).containsExactly(a.toRSAPublicKey(), b.toRSAPublicKey());
        assertThat(found(JWSAlgorithm.ES256, "c")).containsExactly(c.toECPublicKey());
        assertThat(found(JWSAlgorithm.ES256, "a")).isEmpty();
        assertThat(found(JWSAlgorithm.ES384, "c")).isEmpty();
        assertThat(found(JWSAlgorithm.HS256, "a")).isEmpty();
    }

    @Test
    void edwardsKeysAreRead() throws Exception {
        for (Curve curve : List.of(Curve.Ed25519, Curve.Ed448)) {
            for (int i = 0; i < 8; i++) { // the lowest bit of x is set in half of them
                KeyPair pair = KeyPairGenerator.getInstance(curve.getName()).generateKeyPair();
                byte[] encoded = pair.getPublic().getEncoded();
                int length = curve.equals(Curve.Ed25519) ? 32 : 57;
                Base64URL x = Base64URL.encode(Arrays.copyOfRange(encoded, encoded.length - length, encoded.length));
                assertThat(PublicKeys.of(new OctetKeyPair.Builder(curve, x).build()))
                        .contains(pair.getPublic());
            }
        }
    }

    @Test
    void aPublishedSecretAndAKeyForEncryptionAreNone() throws Exception {
        publish(
                new OctetSequenceKey.Builder("s".repeat(32).getBytes(StandardCharsets.UTF_8))
                        .keyID("a")
                        .build(),
                new RSAKey.Builder(rsa("a")).keyUse(KeyUse.ENCRYPTION).build());
        assertThat(found(JWSAlgorithm.HS256, "a")).isEmpty();
        assertThat(found(JWSAlgorithm.RS256, "a")).isEmpty();
    }

    @Test
    void aFloodOfUnknownKeysAsksOnceInAnInterval() throws Exception {
        publish(rsa("a"));
        found(JWSAlgorithm.RS256, "a");
        assertThat(asked).hasValue(1);
        nanos.addAndGet(INTERVAL.toNanos());
        flood();
        assertThat(asked).hasValue(2);
        flood();
        assertThat(asked).hasValue(2);
        nanos.addAndGet(INTERVAL.toNanos());
        flood();
        assertThat(asked).hasValue(3);
        assertThat(found(JWSAlgorithm.RS256, "a")).hasSize(1);
        assertThat(asked).hasValue(3);
    }

    private void flood() {
        CompletableFuture<?>[] all = IntStream.range(0, 200)
                .mapToObj(i -> CompletableFuture.runAsync(
                        () -> {
                            try {
                                assertThat(found(JWSAlgorithm.RS256, "unknown-" + i))
                                        .isEmpty();
                            } catch (Exception e) {
                                throw new IllegalStateException(e);
                            }
                        },
                        task -> Thread.ofVirtual().start(task)))
                .toArray(CompletableFuture[]::new);
        CompletableFuture.allOf(all).join();
    }

    @Test
    void aNewKeyIsFoundAtOnce() throws Exception {
        publish(rsa("a"));
        found(JWSAlgorithm.RS256, "a");
        nanos.addAndGet(INTERVAL.toNanos());
        publish(rsa("a"), rsa("b"));
        assertThat(found(JWSAlgorithm.RS256, "b")).hasSize(1);
    }

    @Test
    void aKeyThatIsNoLongerPublishedIsGoodUntilTheSetIsOld() throws Exception {
        publish(rsa("a"));
        found(JWSAlgorithm.RS256, "a");
        publish(rsa("b"));
        assertThat(found(JWSAlgorithm.RS256, "a")).hasSize(1);
        nanos.addAndGet(MAX_AGE.toNanos() + 1);
        await().untilAsserted(() -> assertThat(found(JWSAlgorithm.RS256, "b")).hasSize(1));
        assertThat(found(JWSAlgorithm.RS256, "a")).isEmpty();
    }

    @Test
    void theLastSetIsGoodThroughAnOutage() throws Exception {
        publish(rsa("a"));
        found(JWSAlgorithm.RS256, "a");
        for (String broken : List.of("", "no JSON", "{}", "{\"keys\":1}", "x".repeat(1_000_000))) {
            set = broken;
            int before = failed.get();
            nanos.addAndGet(MAX_AGE.toNanos() + 1);
            assertThat(found(JWSAlgorithm.RS256, "a")).hasSize(1);
            await().untilAsserted(() -> assertThat(failed).hasValueGreaterThan(before));
        }
        status = 500;
        nanos.addAndGet(MAX_AGE.toNanos() + 1);
        assertThat(found(JWSAlgorithm.RS256, "a")).hasSize(1);
        issuer.stop(0);
        nanos.addAndGet(MAX_AGE.toNanos() + 1);
        assertThat(found(JWSAlgorithm.RS256, "a")).hasSize(1);
        assertThat(found(JWSAlgorithm.RS256, "b")).isEmpty();
    }

    @Test
    void whereTheyNeverCouldBeHadNobodyIsTakenAndTheIssuerIsNotFlooded() throws Exception {
        status = 503;
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> found(JWSAlgorithm.RS256, "a")).isInstanceOf(KeysUnavailableException.class);
        }
        assertThat(asked).hasValue(1);
        status = 200;
        publish(rsa("a"));
        nanos.addAndGet(INTERVAL.toNanos());
        assertThat(found(JWSAlgorithm.RS256, "a")).hasSize(1);
    }

    private List<Key> found(JWSAlgorithm algorithm, String name) throws Exception {
        return keys.keys(new JWSHeader.Builder(algorithm).keyID(name).build());
    }

    private void publish(JWK... published) {
        set = new JWKSet(List.of(published)).toString(false);
    }

    private static RSAKey rsa(String name) throws Exception {
        return new RSAKey.Builder((RSAPublicKey)
                        KeyPairGenerator.getInstance("RSA").generateKeyPair().getPublic())
                .keyID(name)
                .build();
    }
}
