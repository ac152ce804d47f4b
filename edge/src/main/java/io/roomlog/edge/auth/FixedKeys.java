package io.roomlog.edge.auth;

import com.nimbusds.jose.JWSHeader;
import java.security.Key;
import java.util.List;
import java.util.Optional;

/// Keys that are configured: shared secrets, and public keys from files. They have no names: a token's `kid` says
/// nothing to them.
record FixedKeys(List<Key> all) implements KeySource {
    FixedKeys {
        all = List.copyOf(all);
    }

    @Override
    public List<Key> keys(JWSHeader header) {
        return all.stream()
                .filter(key -> KeyKind.fits(header.getAlgorithm(), key))
                .toList();
    }

    @Override
    public Optional<String> issuer() {
        return Optional.empty();
    }

    @Override
    public void close() {
        // holds nothing
    }
}
