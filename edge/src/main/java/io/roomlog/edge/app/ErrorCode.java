package io.roomlog.edge.app;

import io.roomlog.edge.log.LogException;
import java.util.Locale;

/// What can go wrong with a verb, as clients are told.
public enum ErrorCode {
    INVALID,
    FORBIDDEN,
    TOO_LARGE,
    RATE_LIMITED,
    UNAVAILABLE,
    UNKNOWN,
    NOT_FOUND;

    /// The code on the wire.
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static ErrorCode of(LogException failure) {
        return switch (failure.reason()) {
            case UNAVAILABLE -> UNAVAILABLE;
            case UNKNOWN -> UNKNOWN;
            case TOO_LARGE -> TOO_LARGE;
        };
    }
}
