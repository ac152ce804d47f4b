package io.roomlog.edge.history;

import java.time.Duration;

/// The time that a read may take, from now on. It is looked at between two chunks.
final class Budget {
    private final long nanos;
    private final long begin = System.nanoTime();

    Budget(Duration time) {
        nanos = time.toNanos();
    }

    boolean isSpent() {
        return System.nanoTime() - begin >= nanos;
    }

    /// The part of the whole that has gone since a moment.
    ///
    /// @param moment a value of [System#nanoTime]
    double shareSince(long moment) {
        return (double) (System.nanoTime() - moment) / nanos;
    }
}
