package io.roomlog.deploy.top;

import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Function;

/// One figure of the view.
///
/// @param head what stands above it
/// @param width columns of the terminal
/// @param figure what it is, of a reading
record Column(String head, int width, Function<Reading, String> figure) {
    private static final String NOTHING = "-";

    /// A count or a rate: `2`, `1.2`, `340`, `12.3k`, `4.5M`.
    static String amount(double value) {
        double size = Math.abs(value);
        if (size >= 999_950) {
            return shown(value / 1e6, "M");
        }
        if (size >= 9_999.5) {
            return shown(value / 1e3, "k");
        }
        return size == Math.rint(size) || size >= 99.95 ? "%.0f".formatted(value) : shown(value, "");
    }

    private static String shown(double value, String unit) {
        return "%.1f%s".formatted(value, unit);
    }

    /// Bytes: `512B`, `1.5KB`, `20.0MB`.
    static String bytes(double value) {
        if (value < 1_024) {
            return "%.0fB".formatted(value);
        }
        double kilo = value / 1_024;
        if (kilo < 1_024) {
            return "%.1fKB".formatted(kilo);
        }
        double mega = kilo / 1_024;
        return mega < 1_024 ? "%.1fMB".formatted(mega) : "%.1fGB".formatted(mega / 1_024);
    }

    /// A time: `0.85ms`, `12ms`, `1.2s`.
    static String time(OptionalDouble seconds) {
        if (seconds.isEmpty()) {
            return NOTHING;
        }
        double millis = seconds.getAsDouble() * 1e3;
        if (millis >= 1_000) {
            return "%.1fs".formatted(millis / 1e3);
        }
        return millis >= 10 ? "%.0fms".formatted(millis) : "%.2fms".formatted(millis);
    }

    /// A share of a whole; nothing where there is no whole.
    static String share(double part, double whole) {
        return whole == 0 ? NOTHING : String.format(Locale.ROOT, "%.0f%%", 100 * part / whole);
    }
}
