package io.roomlog.edge.auth;

import com.nimbusds.jose.JWSHeader;
import java.security.Key;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Keys that tokens may be signed with. Thread-safe.
interface KeySource extends AutoCloseable {
    /// Keys that fit the header, by its algorithm's kind of key and, where keys have names, by its `kid`. May
    /// block while they are fetched.
    ///
    /// @throws KeysUnavailableException if they cannot be had at the moment
    List<Key> keys(JWSHeader header) throws KeysUnavailableException;

    /// The issuer that these keys speak for; empty for any.
    Optional<String> issuer();

    /// For how long they have not been fetched; empty where they are not fetched at all.
    default Optional<Duration> age() {
        return Optional.empty();
    }

    @Override
    void close();
}
