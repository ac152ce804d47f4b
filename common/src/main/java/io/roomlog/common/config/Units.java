package io.roomlog.common.config;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads times (`300ms`, `25s`, `10m`, `1h`, `7d`) and sizes (`1000000`, `64KB`, `1MB`; 1 KB is 1,024 bytes).
public final class Units {
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");
    private static final Pattern BYTES = Pattern.compile("([0-9]{1,10})(KB|MB|)");

    private Units() {}

    /// The time that the text tells.
    ///
    /// @throws IllegalArgumentException if the text is not a number with one of the units
    public static Duration duration(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("must be a number with a unit, as 300ms, 25s, 10m, 1h or 7d");
        }
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }

    /// The size that the text tells, in bytes.
    ///
    /// @throws IllegalArgumentException if the text is not a number, with or without a unit, or 2 GB or more
    public static int bytes(String text) {
        Matcher matcher = BYTES.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("must be a size in bytes, or with a unit, as 64KB or 1MB");
        }
        long factor = switch (matcher.group(2)) {
            case "KB" -> 1024;
            case "MB" -> 1024 * 1024;
            default -> 1;
        };
        long bytes = Long.parseLong(matcher.group(1)) * factor;
        if (bytes > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("must be a size below 2 GB");
        }
        return (int) bytes;
    }
}
