package io.roomlog.edge.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/// The identity that a server shows, for the JDK's TLS; it can be changed at any time. Thread-safe.
///
/// A handshake asks for the name of an identity first, and then for its parts by that name. So the one before stays,
/// for handshakes that are under way.
final class ShownIdentity extends X509ExtendedKeyManager {
    private volatile List<Named> identities;

    private record Named(String name, PemIdentity identity) {}

    ShownIdentity(PemIdentity first) {
        identities = List.of(new Named("0", first));
    }

    /// Shows another from now on. One thread at a time.
    void change(PemIdentity next) {
        Named before = identities.getFirst();
        String name = Long.toString(Long.parseLong(before.name) + 1);
        identities = List.of(new Named(name, next), before);
    }

    private Optional<PemIdentity> named(String name) {
        return identities.stream()
                .filter(each -> each.name.equals(name))
                .map(Named::identity)
                .findFirst();
    }

    private @Nullable String nameOf(String keyType) {
        Named shown = identities.getFirst();
        return shown.identity.key().getAlgorithm().equals(keyType) ? shown.name : null;
    }

    @Override
    public @Nullable String chooseServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable Socket connection) {
        return nameOf(keyType);
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine connection) {
        return nameOf(keyType);
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        String name = nameOf(keyType);
        return name == null ? null : new String[] {name};
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String name) {
        return named(name)
                .map(identity -> identity.chain().toArray(X509Certificate[]::new))
                .orElse(null);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String name) {
        return named(name).map(PemIdentity::key).orElse(null);
    }

    /// This is no client.
    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    /// This is no client.
    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket connection) {
        return null;
    }
}
