package io.roomlog.deploy.capacity;

import java.util.List;
import java.util.Locale;

/// Amounts as they are shown.
final class Amounts {
    private static final List<String> UNITS = List.of("bytes", "KB", "MB", "GB", "TB", "PB");
    private static final double STEP = 1024;

    private Amounts() {}

    /// `512 bytes`, `1.5 KB`, `27 MB`: 1 KB is 1,024 bytes.
    static String bytes(double bytes) {
        int unit = 0;
        double amount = bytes;
        while (amount >= STEP && unit < UNITS.size() - 1) {
            amount /= STEP;
            unit++;
        }
        String form = unit == 0 || amount >= 10 ? "%,.0f %s" : "%.1f %s";
        return String.format(Locale.ROOT, form, amount, UNITS.get(unit));
    }

    static String whole(double number) {
        return String.format(Locale.ROOT, "%,.0f", number);
    }
}
