package io.roomlog.edge.session;

import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The pasts that are being read back at the moment, and where the one is that is the furthest behind. Thread-safe.
public final class Pasts {
    private final Set<Past> reading = ConcurrentHashMap.newKeySet();

    /// Has a past read, and counts it meanwhile.
    void read(Past past, Runnable work) {
        reading.add(past);
        try {
            work.run();
        } finally {
            reading.remove(past);
        }
    }

    /// The stamp of the record that the one is at which is the furthest behind, milliseconds since 1970; empty
    /// if nobody reads.
    public OptionalLong oldestStamp() {
        return reading.stream()
                .mapToLong(Past::stamp)
                .filter(stamp -> stamp > 0)
                .min();
    }
}
