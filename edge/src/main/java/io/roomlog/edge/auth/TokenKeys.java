package io.roomlog.edge.auth;

import com.nimbusds.jose.JWSAlgorithm;
import io.roomlog.common.config.Configuration;
import io.roomlog.common.config.ConfigurationException;
import io.roomlog.common.config.Secret;
import io.roomlog.common.config.Settings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.crypto.spec.SecretKeySpec;

/// The keys and rules of tokens that a configuration names. Immutable.
public final class TokenKeys {
    private final TokenRules rules;
    private final List<Key> fixed;
    private final List<Published> published;

    /// Where an issuer publishes its keys.
    private record Published(Optional<String> issuer, URI url, Duration maxAge, Duration interval) {}

    private TokenKeys(TokenRules rules, List<Key> fixed, List<Published> published) {
        this.rules = rules;
        this.fixed = List.copyOf(fixed);
        this.published = List.copyOf(published);
    }

    /// Reads them, files too; what is published is not fetched yet.
    ///
    /// @throws ConfigurationException if there is no key at all, or something in a file is none
    public static TokenKeys of(Configuration configuration) {
        Set<JWSAlgorithm> algorithms = configuration.get(Settings.JWT_ALGORITHMS).stream()
                .map(JWSAlgorithm::parse)
                .collect(Collectors.toUnmodifiableSet());
        List<Key> fixed = new ArrayList<>(secrets(configuration.jwtSecrets(), algorithms));
        configuration.get(Settings.JWT_KEY_FILES).forEach(file -> fixed.addAll(publicKeys(Path.of(file))));
        List<Published> published = configuration.get(Settings.JWT_JWKS).stream()
                .map(entry -> published(entry, configuration))
                .toList();
        if (fixed.isEmpty() && published.isEmpty()) {
            throw new ConfigurationException("jwt-secret: there is none; set ROOMLOG_JWT_SECRET (32 bytes or more) or"
                    + " --jwt-secret-file to the secret that tokens are signed with; or, to public keys, --jwt-key-file or"
                    + " --jwt-jwks");
        }
        TokenRules rules = new TokenRules(
                algorithms,
                Set.copyOf(configuration.get(Settings.JWT_ISSUERS)),
                Set.copyOf(configuration.get(Settings.JWT_AUDIENCES)),
                configuration.get(Settings.JWT_LEEWAY));
        return new TokenKeys(rules, fixed, published);
    }

    /// A verifier with them. Published keys begin to be fetched.
    public TokenVerifier verifier(Clock clock, AuthEvents events) {
        List<KeySource> sources = new ArrayList<>();
        if (!fixed.isEmpty()) {
            sources.add(new FixedKeys(fixed));
        }
        for (Published each : published) {
            PublishedKeys keys =
                    new PublishedKeys(each.issuer, each.url, each.maxAge, each.interval, events, System::nanoTime);
            keys.fetchSoon();
            sources.add(keys);
        }
        return new TokenVerifier(rules, sources, clock, events::tokenRefused);
    }

    private static List<Key> secrets(List<Secret> secrets, Set<JWSAlgorithm> algorithms) {
        List<Key> keys = new ArrayList<>();
        for (Secret secret : secrets) {
            keys.add(new SecretKeySpec(secret.bytes(), "HMAC"));
        }
        for (JWSAlgorithm algorithm : algorithms) {
            if (!keys.isEmpty()
                    && JWSAlgorithm.Family.HMAC_SHA.contains(algorithm)
                    && keys.stream().noneMatch(key -> KeyKind.fits(algorithm, key))) {
                throw new ConfigurationException("jwt-algorithms: " + algorithm + " needs a secret of "
                        + KeyKind.leastBytes(algorithm) + " bytes or more");
            }
        }
        return keys;
    }

    private static List<PublicKey> publicKeys(Path file) {
        try {
            return PemKeys.of(Files.readString(file));
        } catch (IOException e) {
            throw new ConfigurationException("jwt-key-file: cannot read " + file + ": " + e);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException("jwt-key-file: " + file + " " + e.getMessage());
        }
    }

    private static Published published(String entry, Configuration configuration) {
        int blank = entry.indexOf(' ');
        try {
            return new Published(
                    blank < 0 ? Optional.empty() : Optional.of(entry.substring(0, blank)),
                    URI.create(entry.substring(blank + 1)),
                    configuration.get(Settings.JWT_JWKS_AGE),
                    configuration.get(Settings.JWT_JWKS_INTERVAL));
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException("jwt-jwks: '" + entry + "' has no URL: " + e.getMessage());
        }
    }
}
