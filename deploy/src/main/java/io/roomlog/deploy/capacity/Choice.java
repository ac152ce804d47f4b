package io.roomlog.deploy.capacity;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// How many of something there must be, and why.
///
/// @param bounds how many each reason asks for; not empty
record Choice(Map<String, Long> bounds) {
    /// Below what a division that has no rest may be off.
    private static final double ROUNDING = 1e-9;

    Choice {
        bounds = Collections.unmodifiableMap(new LinkedHashMap<>(bounds));
    }

    /// The next whole number, 1 or more.
    static long whole(double number) {
        return Math.max(1, (long) Math.ceil(number - ROUNDING));
    }

    /// The largest.
    long count() {
        return Collections.max(bounds.values());
    }

    /// The first reason that asks for the largest.
    String reason() {
        return bounds.entrySet().stream()
                .filter(bound -> bound.getValue() == count())
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
    }

    /// `cpu decides: cpu 37, memory 11`.
    String text() {
        return reason() + " decides: "
                + bounds.entrySet().stream()
                        .map(bound -> String.format(Locale.ROOT, "%s %,d", bound.getKey(), bound.getValue()))
                        .collect(Collectors.joining(", "));
    }
}
