package io.roomlog.edge.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.text.ParseException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The keys that an issuer publishes (RFC 7517, a JWK Set behind a URL).
///
/// The last set that could be had is good until there is another: an issuer that does not answer stops nobody whose key
/// is known. It is fetched anew when it has grown old, behind the back of those who ask, and at once for a token whose
/// key is not in it; but never more than once in an interval, whatever tokens come. Who asks while it is being fetched
/// waits for that fetch. What a token says is compared with the set, and goes nowhere else.
final class PublishedKeys implements KeySource {
    private static final Logger LOG = System.getLogger(PublishedKeys.class.getName());
    private static final int MAX_BYTES = 512 * 1024;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Optional<String> issuer;
    private final URI url;
    private final long maxAgeNanos;
    private final long intervalNanos;
    private final AuthEvents events;
    private final LongSupplier nanoTime;
    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(PATIENCE)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();
    private final long begunNanos;
    private volatile @Nullable Known known;
    private volatile long attemptedNanos;
    private volatile boolean attempted;

    /// A set that was fetched.
    private record Known(List<NamedKey> keys, long fetchedNanos) {}

    /// @param name its `kid`, if it has one
    private record NamedKey(@Nullable String name, Key key) {}

    /// @param issuer whose tokens they are for; empty for any issuer's
    /// @param maxAge after which they are fetched anew
    /// @param interval least time between two fetches
    /// @param nanoTime a clock as [System#nanoTime()]
    PublishedKeys(
            Optional<String> issuer,
            URI url,
            Duration maxAge,
            Duration interval,
            AuthEvents events,
            LongSupplier nanoTime) {
        this.issuer = issuer;
        this.url = url;
        this.maxAgeNanos = maxAge.toNanos();
        this.intervalNanos = interval.toNanos();
        this.events = events;
        this.nanoTime = nanoTime;
        this.begunNanos = nanoTime.getAsLong();
    }

    @Override
    public Optional<String> issuer() {
        return issuer;
    }

    @Override
    public Optional<Duration> age() {
        Known now = known;
        return Optional.of(Duration.ofNanos(nanoTime.getAsLong() - (now == null ? begunNanos : now.fetchedNanos())));
    }

    /// Fetches them ahead of the first token, without waiting.
    void fetchSoon() {
        Known seen = known;
        Thread.ofVirtual().name("edge-keys").start(() -> fetch(seen));
    }

    @Override
    public List<Key> keys(JWSHeader header) throws KeysUnavailableException {
        Known now = known;
        if (now != null) {
            if (nanoTime.getAsLong() - now.fetchedNanos() > maxAgeNanos && mayFetch()) {
                fetchSoon();
            }
            List<Key> found = matching(now, header);
            if (!found.isEmpty()) {
                return found;
            }
        }
        fetch(now);
        Known next = known;
        if (next == null) {
            throw new KeysUnavailableException("the keys at " + url + " cannot be had");
        }
        return matching(next, header);
    }

    private static List<Key> matching(Known set, JWSHeader header) {
        String wanted = header.getKeyID();
        return set.keys().stream()
                .filter(each -> wanted == null || wanted.equals(each.name()))
                .map(NamedKey::key)
                .filter(key -> KeyKind.fits(header.getAlgorithm(), key))
                .toList();
    }

    private boolean mayFetch() {
        return !attempted || nanoTime.getAsLong() - attemptedNanos >= intervalNanos;
    }

    /// Fetches the set, unless another has come since, or it is too soon.
    private synchronized void fetch(@Nullable Known seen) {
        if (!Objects.equals(known, seen) || !mayFetch()) {
            return;
        }
        attemptedNanos = nanoTime.getAsLong();
        attempted = true;
        try {
            known = new Known(read(), nanoTime.getAsLong());
            events.keysFetched(true);
        } catch (IOException | ParseException e) {
            events.keysFetched(false);
            LOG.log(Level.WARNING, "keys not fetched url={0} problem={1}", url, e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<NamedKey> read() throws IOException, ParseException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(url)
                .timeout(PATIENCE)
                .header("accept", "application/json")
                .build();
        HttpResponse<InputStream> response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            if (response.statusCode() != 200) {
                throw new IOException("status " + response.statusCode());
            }
            byte[] bytes = body.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new IOException("more than " + MAX_BYTES + " bytes");
            }
            List<NamedKey> keys = new ArrayList<>();
            for (JWK jwk :
                    JWKSet.parse(new String(bytes, StandardCharsets.UTF_8)).getKeys()) {
                key(jwk).ifPresent(key -> keys.add(new NamedKey(jwk.getKeyID(), key)));
            }
            return keys;
        }
    }

    /// The public key, if it is one for signatures. A secret that is published is none.
    private static Optional<Key> key(JWK jwk) {
        if (KeyUse.ENCRYPTION.equals(jwk.getKeyUse())) {
            return Optional.empty();
        }
        try {
            return PublicKeys.of(jwk);
        } catch (JOSEException e) {
            LOG.log(Level.WARNING, "a published key cannot be used: {0}", e.getMessage());
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
