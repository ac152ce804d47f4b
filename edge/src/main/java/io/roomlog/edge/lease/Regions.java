package io.roomlog.edge.lease;

import io.roomlog.edge.log.EdgesFollower;
import io.roomlog.edge.log.EdgesListener;
import io.roomlog.edge.log.Log;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/// Which other regions are heard of: the leases of their edges and routers, mirrored here, are a region's heartbeat,
/// and its mirror's. Thread-safe.
public final class Regions implements AutoCloseable {
    private final Duration patience;
    private final AtomicLongArray heardMs;
    private final List<EdgesFollower> followers = new ArrayList<>();

    /// @param lease how long a process may be silent; a region may for half as long again, for it has a mirror between
    /// @param onDeath told when they are no longer followed
    public Regions(Log log, Duration lease, Runnable onDeath) {
        int origins = log.layout().slots().origins();
        this.patience = lease.multipliedBy(3).dividedBy(2);
        this.heardMs = new AtomicLongArray(origins);
        for (int origin = 1; origin < origins; origin++) {
            followers.add(log.edgesOf(origin, new Heard(origin), lease, onDeath));
        }
    }

    /// What happens on one follower's thread.
    private final class Heard implements EdgesListener {
        private final int origin;

        Heard(int origin) {
            this.origin = origin;
        }

        @Override
        public void onRecord(String key, byte @Nullable [] value, long stampMs) {
            heardMs.accumulateAndGet(origin, stampMs, Math::max);
        }

        @Override
        public void onTurn() {
            // nothing is due
        }
    }

    /// Begins.
    public void start() {
        followers.forEach(EdgesFollower::start);
    }

    /// Whether what a region says comes through; the own one always.
    public boolean isHeard(int origin) {
        return origin == 0 || System.currentTimeMillis() - heardMs.get(origin) <= patience.toMillis();
    }

    @Override
    public void close() {
        followers.forEach(EdgesFollower::close);
    }
}
