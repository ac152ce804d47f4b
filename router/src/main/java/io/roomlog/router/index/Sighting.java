package io.roomlog.router.index;

import io.roomlog.router.store.Numbers;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;

/// Where records with an id lie.
///
/// @param first offset of the first
/// @param last offset of the last
/// @param stampMs the last one's, as the log has it
record Sighting(long first, long last, long stampMs) {
    /// How long after a record with its id a record is a repeat.
    static final Duration REPEATS = Duration.ofMinutes(5);

    static Sighting of(long offset, long stampMs) {
        return new Sighting(offset, offset, stampMs);
    }

    static Sighting decode(byte[] value) {
        ByteBuffer in = ByteBuffer.wrap(value);
        return new Sighting(Numbers.read(in), Numbers.read(in), Numbers.read(in));
    }

    byte[] encode() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Numbers.write(out, first);
        Numbers.write(out, last);
        Numbers.write(out, stampMs);
        return out.toByteArray();
    }

    /// Whether a record behind the last is a repeat.
    boolean isRepeatedAt(long laterStampMs) {
        return laterStampMs - stampMs < REPEATS.toMillis();
    }

    /// The same with one more.
    Sighting with(long offset, long laterStampMs) {
        return new Sighting(first, offset, laterStampMs);
    }
}
