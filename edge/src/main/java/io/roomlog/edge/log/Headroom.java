package io.roomlog.edge.log;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// How far what the log lets go of is behind those who read it: what is left before somebody is told of a gap.
/// Thread-safe.
public final class Headroom {
    private static final Duration INTERVAL = Duration.ofSeconds(30);

    private final LogOffsets offsets;
    private final Duration retention;
    private final Supplier<Set<Integer>> partitions;
    private final Supplier<OptionalLong> oldestStamp;
    private final ScheduledExecutorService timer;
    private volatile OptionalLong goneUpTo = OptionalLong.empty();

    /// @param retention for how long the log is to hold records; what it has yet to let go of for the first time is
    ///     reckoned by that
    /// @param partitions those that are followed
    /// @param oldestStamp of the record that somebody is at who reads the past, milliseconds since 1970; empty
    ///     if all are live
    public Headroom(
            LogOffsets offsets,
            Duration retention,
            Supplier<Set<Integer>> partitions,
            Supplier<OptionalLong> oldestStamp,
            ScheduledExecutorService timer) {
        this.offsets = offsets;
        this.retention = retention;
        this.partitions = partitions;
        this.oldestStamp = oldestStamp;
        this.timer = timer;
    }

    /// Begins.
    public void start() {
        var _ = timer.scheduleWithFixedDelay(
                this::ask, INTERVAL.toMillis(), INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void ask() {
        var _ = offsets.first(partitions.get()).whenComplete((first, failure) -> {
            if (failure == null) {
                goneUpTo = first.values().stream()
                        .filter(record -> record.offset() > 0)
                        .mapToLong(LogOffsets.First::stamp)
                        .max();
            }
        });
    }

    /// Seconds; what the partitions have let go of is the latest of all.
    public double seconds() {
        long now = System.currentTimeMillis();
        long reader = oldestStamp.get().orElse(now);
        return (reader - goneUpTo.orElse(now - retention.toMillis())) / 1e3;
    }
}
