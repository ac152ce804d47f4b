package io.roomlog.common.config;

import java.util.Locale;
import java.util.Set;

/// One setting: a row of the table in [Settings].
///
/// @param key      its name in a configuration file, such as `ping-interval`
/// @param fallback the text of the default; empty where the default is "none" or is made elsewhere
/// @param kind     what its text may be
/// @param sentence what it does, for the documentation and `--help`
/// @param commands the commands that take it; the others do not look for it
/// @param secret   whether its value must never be printed
public record Setting<T>(
        String key, String fallback, Kind<T> kind, String sentence, Set<Command> commands, boolean secret) {
    public Setting {
        commands = Set.copyOf(commands);
    }

    /// `--ping-interval`.
    public String flag() {
        return "--" + key;
    }

    /// `ROOMLOG_PING_INTERVAL`.
    public String variable() {
        return "ROOMLOG_" + key.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    /// What is allowed, in words.
    public String form() {
        return kind.form();
    }

    /// Whether it is a switch: `true` or `false`.
    public boolean isSwitch() {
        return fallback.equals("true") || fallback.equals("false");
    }

    /// The default's value.
    T fallbackValue() {
        return kind.parse().apply(fallback);
    }

    /// The text's value.
    ///
    /// @param origin where the text came from, for the message
    /// @throws ConfigurationException if the text is not allowed
    T read(String text, String origin) {
        try {
            return kind.parse().apply(text);
        } catch (IllegalArgumentException refused) {
            String reason = refused.getMessage();
            boolean tellsMore = reason != null && reason.startsWith("must ");
            String shown = secret ? "" : " '" + text + "'";
            throw new ConfigurationException(
                    key + ":" + shown + " (from " + origin + ") " + (tellsMore ? reason : "must be " + form()));
        }
    }
}
