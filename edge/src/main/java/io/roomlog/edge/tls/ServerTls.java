package io.roomlog.edge.tls;

import io.helidon.common.tls.Tls;
import io.roomlog.common.config.Configuration;
import io.roomlog.common.config.ConfigurationException;
import io.roomlog.common.config.Settings;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;

/// The TLS of the port for clients, 1.2 and 1.3. Connections that begin after the files have changed are shown the new
/// certificate; those that are there stay.
///
/// New files are taken together, and only if they are good: until then the old ones hold.
public final class ServerTls {
    private static final Logger LOG = System.getLogger(ServerTls.class.getName());
    private static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

    private final Path certificateFile;
    private final Path keyFile;
    private final ShownIdentity shown;
    private final Tls tls;
    private volatile PemIdentity identity;
    private byte[] certificate;
    private byte[] key;

    /// What is configured, if anything.
    ///
    /// @throws ConfigurationException if a file cannot be read or holds what it should not; it names the setting
    public static Optional<ServerTls> of(Configuration configuration) {
        return configuration
                .get(Settings.TLS_CERTIFICATE)
                .flatMap(
                        certificate -> configuration.get(Settings.TLS_KEY).map(key -> new ServerTls(certificate, key)));
    }

    /// Reads both files.
    ///
    /// @throws ConfigurationException if one cannot be read or holds what it should not; it names the setting
    public ServerTls(Path certificateFile, Path keyFile) {
        this.certificateFile = certificateFile;
        this.keyFile = keyFile;
        this.certificate = read(Settings.TLS_CERTIFICATE.key(), certificateFile);
        this.key = read(Settings.TLS_KEY.key(), keyFile);
        this.identity = identity(certificate, key);
        this.shown = new ShownIdentity(identity);
        this.tls = of(shown);
    }

    /// For a server; it follows the files.
    public Tls tls() {
        return tls;
    }

    /// When the first certificate of the chain ends, in seconds since 1970. Thread-safe.
    public long endsAtSeconds() {
        return identity.endsAtSeconds();
    }

    /// The certificate that clients are shown. Thread-safe.
    public X509Certificate certificate() {
        return identity.chain().getFirst();
    }

    /// Looks at the files again and again, on a virtual thread.
    ///
    /// @param timer starts it
    /// @param every the time between two looks
    /// @param onChange told when there is another certificate
    public void watch(ScheduledExecutorService timer, Duration every, Runnable onChange) {
        var _ = timer.scheduleWithFixedDelay(
                () -> Thread.ofVirtual().name("edge-tls").start(() -> look(onChange)),
                every.toMillis(),
                every.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /// Takes the files, if they have changed and are good.
    private synchronized void look(Runnable onChange) {
        try {
            byte[] certificateNow = read(Settings.TLS_CERTIFICATE.key(), certificateFile);
            byte[] keyNow = read(Settings.TLS_KEY.key(), keyFile);
            if (Arrays.equals(certificateNow, certificate) && Arrays.equals(keyNow, key)) {
                return;
            }
            certificate = certificateNow;
            key = keyNow;
            identity = identity(certificate, key);
            shown.change(identity);
            onChange.run();
            LOG.log(Level.INFO, "certificate taken anew, good until {0}", Instant.ofEpochSecond(endsAtSeconds()));
        } catch (ConfigurationException broken) {
            LOG.log(Level.WARNING, "the certificate stays as it was: {0}", broken.getMessage());
        }
    }

    private static byte[] read(String setting, Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException unreadable) {
            throw new ConfigurationException(setting + ": cannot read " + file + ": " + unreadable);
        }
    }

    private PemIdentity identity(byte[] certificatePem, byte[] keyPem) {
        List<X509Certificate> chain;
        try {
            chain = PemIdentity.chain(certificatePem);
        } catch (GeneralSecurityException bad) {
            throw refused(Settings.TLS_CERTIFICATE.key(), certificateFile, bad);
        }
        PrivateKey partner;
        try {
            partner = PemIdentity.key(keyPem, chain.getFirst());
        } catch (GeneralSecurityException bad) {
            throw refused(Settings.TLS_KEY.key(), keyFile, bad);
        }
        return new PemIdentity(chain, partner);
    }

    private static ConfigurationException refused(String setting, Path file, GeneralSecurityException bad) {
        return new ConfigurationException(setting + ": " + file + " " + bad.getMessage());
    }

    private static Tls of(ShownIdentity shown) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {shown}, null, null);
            return Tls.builder().sslContext(context).enabledProtocols(PROTOCOLS).build();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("this JDK has no TLS", impossible);
        }
    }
}
