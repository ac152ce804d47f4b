package io.roomlog.deploy.tail;

import io.roomlog.common.config.Units;
import java.time.Clock;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/// Where in a room's partition to begin.
public sealed interface Begin {
    /// With the newest records, so many of them.
    record Last() implements Begin {}

    /// With the first record that the log holds.
    record Beginning() implements Begin {}

    /// With the next record to come.
    record End() implements Begin {}

    /// With an offset of the partition.
    record At(long offset) implements Begin {}

    /// With the first record that the log stamped at this time or later.
    record Since(Instant time) implements Begin {}

    /// What `--from` says.
    ///
    /// @throws IllegalArgumentException with the reason, if it says nothing that can be understood
    static Begin parse(String text, Clock clock) {
        if (text.equals("beginning")) {
            return new Beginning();
        }
        if (text.equals("end")) {
            return new End();
        }
        if (text.matches("[0-9]{1,18}")) {
            return new At(Long.parseLong(text));
        }
        try {
            return new Since(
                    text.contains("T") ? Instant.parse(text) : clock.instant().minus(Units.duration(text)));
        } catch (DateTimeParseException | IllegalArgumentException neither) {
            throw new IllegalArgumentException("'" + text + "' must be beginning, end, an offset, a time ago as 10m,"
                    + " or a time as 2026-11-28T10:00:00Z");
        }
    }
}
