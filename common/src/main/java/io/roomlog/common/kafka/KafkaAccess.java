package io.roomlog.common.kafka;

import io.roomlog.common.config.Configuration;
import io.roomlog.common.config.ConfigurationException;
import io.roomlog.common.config.Settings;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;

/// What every Kafka client of a process is given to be let in: the brokers' addresses, and the entries of the file that
/// `kafka-client-config` names. No text of it shows an entry. Immutable.
public final class KafkaAccess {
    private final String bootstrap;
    private final Map<String, String> entries;

    private KafkaAccess(String bootstrap, Map<String, String> entries) {
        this.bootstrap = bootstrap;
        this.entries = Map.copyOf(entries);
    }

    /// What a configuration says.
    ///
    /// @throws ConfigurationException if the file cannot be read, or an entry is not allowed or not good
    public static KafkaAccess of(Configuration configuration) {
        Optional<Path> file = configuration.get(Settings.KAFKA_CLIENT_CONFIG);
        String bootstrap = configuration.get(Settings.BOOTSTRAP);
        return new KafkaAccess(
                bootstrap,
                file.map(path -> new ClientConfigFile(path).read(bootstrap)).orElse(Map.of()));
    }

    /// The brokers' addresses, `host:port`, several with commas.
    public String bootstrap() {
        return bootstrap;
    }

    /// The protocol of the connections: `PLAINTEXT` unless the file says another.
    public String protocol() {
        return entries.getOrDefault(
                CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, CommonClientConfigs.DEFAULT_SECURITY_PROTOCOL);
    }

    /// Settings for a client, to be added to; what is added goes before what is there.
    public Map<String, Object> clientSettings() {
        Map<String, Object> settings = new HashMap<>(entries);
        settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        return settings;
    }

    /// An admin client; as the first of a process's clients it is the one that finds out what the entries are good for.
    ///
    /// @param settings from [#clientSettings()]
    /// @throws ConfigurationException if no client can be made with the entries: a key store that is not there, say
    public Admin admin(Map<String, Object> settings) {
        try {
            return Admin.create(settings);
        } catch (KafkaException failed) {
            if (entries.isEmpty()) {
                throw failed;
            }
            StringBuilder why =
                    new StringBuilder(Settings.KAFKA_CLIENT_CONFIG.key() + ": no client can be made with it");
            for (Throwable cause = failed.getCause(); cause != null; cause = cause.getCause()) {
                why.append(": ").append(cause.getMessage());
            }
            throw new ConfigurationException(why.toString());
        }
    }

    @Override
    public String toString() {
        return bootstrap + " over " + protocol();
    }
}
