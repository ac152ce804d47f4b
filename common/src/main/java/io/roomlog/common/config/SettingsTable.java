package io.roomlog.common.config;

import java.util.Comparator;
import java.util.stream.Collectors;

/// Writes the table of settings as Markdown, for the documentation.
public final class SettingsTable {
    private static final String HEAD = """
            # Settings

            A setting `ping-interval` is the flag `--ping-interval`, the variable `ROOMLOG_PING_INTERVAL`, and the key
            `ping-interval` of a configuration file (Java properties, UTF-8) that `--config FILE` or `ROOMLOG_CONFIG` names.
            A flag goes before a variable, a variable before the file, the file before the default; an empty variable counts
            as absent. A value that is not allowed, or a key in the file that is not in this table, stops the start.
            Times: `300ms`, `25s`, `10m`, `1h`, `7d`. Sizes: bytes, or `64KB`, `1MB` (1 KB is 1,024 bytes).

            This file is generated: `./roomlog settings > deploy/SETTINGS.md`.

            | setting | default | allowed | what it is | taken by |
            |---|---|---|---|---|
            """;

    private SettingsTable() {}

    /// The page, which ends with a line break.
    public static String markdown() {
        return Settings.all().stream().map(SettingsTable::row).collect(Collectors.joining("", HEAD, ""));
    }

    private static String row(Setting<?> setting) {
        String commands = setting.commands().stream()
                .sorted(Comparator.naturalOrder())
                .map(Command::typed)
                .collect(Collectors.joining(", "));
        String fallback = setting.fallback().isEmpty() ? "" : "`" + setting.fallback() + "`";
        String sentence = setting.sentence() + (setting.secret() ? " Never printed." : "");
        return "| `%s` | %s | %s | %s | %s |\n".formatted(setting.key(), fallback, setting.form(), sentence, commands);
    }
}
