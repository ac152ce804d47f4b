package io.roomlog.router.lease;

import io.roomlog.common.log.LeaseRecord;
import io.roomlog.common.log.Origin;
import io.roomlog.common.log.OriginOffsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// Who lives in other regions, by the leases that a mirror brings of them. Written by the thread of the leases, asked
/// by any.
///
/// Their leases are ended by their own routers alone. What this router sees for itself is that nothing comes of a
/// region at all: it is cut off, or its mirror is. Its leases are its heartbeat. Where none of them has come for some
/// leases, all through which this router has read its own log, the region is silent, until one comes.
final class RegionLeases {
    private static final int SILENT_AFTER_LEASES = 3;

    private final long silentAfterNanos;
    private final Map<String, Region> regions = new HashMap<>();

    private static final class Region {
        private final LeaseState state;
        private final OriginOffsets had = new OriginOffsets();
        private volatile long heardNanos;
        private volatile boolean silent;

        private Region(Duration lease, long nowNanos) {
            state = new LeaseState(lease);
            heardNanos = nowNanos;
        }
    }

    /// @param nowNanos by `System.nanoTime`; what is known of the regions holds for a while from then on
    RegionLeases(Collection<String> names, Duration lease, long nowNanos) {
        silentAfterNanos = lease.multipliedBy(SILENT_AFTER_LEASES).toNanos();
        names.forEach(name -> regions.put(name, new Region(lease, nowNanos)));
    }

    private Region region(String name) {
        return Objects.requireNonNull(regions.get(name));
    }

    /// A lease of a region was read. One that comes once more tells nothing.
    void read(String name, Origin origin, Optional<LeaseRecord> record, String key, long nowNanos) {
        Region region = region(name);
        if (!region.had.isAhead(origin)) {
            return;
        }
        region.had.reach(origin);
        region.heardNanos = nowNanos;
        region.silent = false;
        record.ifPresentOrElse(lease -> region.state.read(lease, false, nowNanos), () -> region.state.forget(key));
    }

    /// Looks who is silent.
    ///
    /// @param own what this router knows of its own region, and since when it has read its own log
    void look(LeaseState own) {
        for (Region region : regions.values()) {
            if (own.watchedSince(region.heardNanos) >= silentAfterNanos) {
                region.silent = true;
            }
        }
    }

    /// Whether an edge's sockets are not to be told of: its lease was ended, a later one of it is there, or its region
    /// is silent.
    boolean isAway(String name, String incarnation) {
        Region region = region(name);
        return region.silent || region.state.isOver(incarnation);
    }

    /// For how long nothing has come of a region.
    Duration unheard(String name, long nowNanos) {
        return Duration.ofNanos(nowNanos - region(name).heardNanos);
    }
}
