package io.roomlog.common.config;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

/// Reads a configuration file: Java properties in UTF-8, whose keys are those of the settings.
final class ConfigurationFile {
    private ConfigurationFile() {}

    /// The file's texts by key, blanks around them left out.
    ///
    /// @param origin where the file's name came from
    /// @throws ConfigurationException if the file cannot be read or has a key that no setting has
    static Map<String, String> read(Path file, String origin) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException unreadable) {
            throw new ConfigurationException("config: cannot read '" + file + "' (from " + origin + "): " + unreadable);
        }
        Map<String, String> entries = new HashMap<>();
        for (String key : properties.stringPropertyNames()) {
            requireKnown(key, "file " + file);
            entries.put(key, properties.getProperty(key).strip());
        }
        return entries;
    }

    static void requireKnown(String key, String origin) {
        boolean known = Settings.all().stream()
                .anyMatch(setting -> setting.key().equals(key) && !setting.equals(Settings.CONFIG));
        if (!known) {
            throw new ConfigurationException(key + " (from " + origin + ") is not a setting");
        }
    }
}
