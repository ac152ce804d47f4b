package io.roomlog.common.config;

import java.util.Locale;

/// A command of the launcher that takes settings.
public enum Command {
    UP,
    KAFKA,
    EDGE,
    ROUTER,
    TOKEN,
    TAIL;

    /// The command as it is typed.
    public String typed() {
        return name().toLowerCase(Locale.ROOT);
    }
}
