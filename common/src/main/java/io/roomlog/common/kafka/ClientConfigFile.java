package io.roomlog.common.kafka;

import io.roomlog.common.config.ConfigurationException;
import io.roomlog.common.config.Settings;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigException;

/// The file that `kafka-client-config` names: Java properties in UTF-8, of which all concern the connection alone.
///
/// Values may come from elsewhere, as `${file:/path:key}`, by Kafka's config providers (KIP-297, KIP-421). They are
/// looked up by the clients; here it is only seen that they can be.
///
/// @param path where it is
record ClientConfigFile(Path path) {
    private static final String PROVIDERS = AbstractConfig.CONFIG_PROVIDERS_CONFIG;
    private static final List<String> ALLOWED =
            List.of("security.", "sasl.", "ssl.", "client.dns.", "socket.", "metadata.", PROVIDERS + '.');
    private static final Set<String> ALLOWED_ALONE = Set.of(CommonClientConfigs.CLIENT_RACK_CONFIG, PROVIDERS);
    /// A producer that gives up its metadata would keep publishers waiting.
    private static final Set<String> OURS = Set.of(CommonClientConfigs.METADATA_RECOVERY_STRATEGY_CONFIG);

    private static final Pattern REFERENCE = Pattern.compile("\\$\\{[^}:]+:[^}]*}");

    /// The entries by key, as they stand there.
    ///
    /// @param bootstrap the brokers' addresses, without which no client checks its settings
    /// @throws ConfigurationException if the file cannot be read, or an entry is not allowed or not good; no secret
    ///     is shown
    Map<String, String> read(String bootstrap) {
        Map<String, String> entries = new HashMap<>();
        Properties properties = load();
        properties
                .stringPropertyNames()
                .forEach(key -> entries.put(key, properties.getProperty(key).strip()));
        requireAllowed(entries.keySet());
        requireGood(entries, bootstrap);
        return entries;
    }

    private Properties load() {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(path)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException unreadable) {
            throw refused("cannot read " + path + ": " + unreadable);
        }
        return properties;
    }

    private void requireAllowed(Set<String> keys) {
        Set<String> foreign = new TreeSet<>();
        Set<String> unknown = new TreeSet<>();
        for (String key : keys) {
            if (!isAllowed(key)) {
                foreign.add(key);
            } else if (!isKnown(key)) {
                unknown.add(key);
            }
        }
        if (!foreign.isEmpty()) {
            throw refused(String.join(", ", foreign) + " in " + path + " cannot be set: only the connection can"
                    + " (security.*, sasl.*, ssl.*, client.dns.lookup, client.rack, socket.*, metadata.*,"
                    + " config.providers); the rest is what Roomlog's promises rest on, and the brokers are named by"
                    + " the setting " + Settings.BOOTSTRAP.key());
        }
        if (!unknown.isEmpty()) {
            throw refused(String.join(", ", unknown) + " in " + path + ": Kafka's clients have no such setting");
        }
    }

    private static boolean isAllowed(String key) {
        return !OURS.contains(key)
                && (ALLOWED_ALONE.contains(key) || ALLOWED.stream().anyMatch(key::startsWith));
    }

    /// Parameters of a provider are its own.
    private static boolean isKnown(String key) {
        return key.startsWith(PROVIDERS)
                || ALLOWED_ALONE.contains(key)
                || AdminClientConfig.configNames().contains(key)
                || ProducerConfig.configNames().contains(key);
    }

    private void requireGood(Map<String, String> entries, String bootstrap) {
        Map<String, Object> settings = new HashMap<>(entries);
        settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        Map<String, Object> resolved;
        try {
            resolved = new AdminClientConfig(settings).originals();
        } catch (ConfigException notGood) {
            throw refused(path + ": " + notGood.getMessage());
        }
        resolved.forEach((key, value) -> {
            boolean open =
                    value instanceof String text && REFERENCE.matcher(text).find();
            if (open) {
                throw refused(key + " in " + path + ": what ${...} refers to is not there; is its key in that file,"
                        + " and its provider named by " + PROVIDERS + '?');
            }
        });
    }

    private static ConfigurationException refused(String why) {
        return new ConfigurationException(Settings.KAFKA_CLIENT_CONFIG.key() + ": " + why);
    }
}
