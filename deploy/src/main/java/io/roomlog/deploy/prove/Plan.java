package io.roomlog.deploy.prove;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/// What a run is to do.
///
/// @param length how long there are faults and publishes; start, settling and judging come on top
/// @param seed of everything that is drawn
/// @param faults the kinds that there are
/// @param regions names of the regions, one or more; between several there is a mirror
/// @param edges how many edges in each region; 2 or more over all
/// @param brokers in each region 1 or 3
/// @param routers how many routers in each region; without any, nothing is published to several rooms, and nobody asks
///     who is where
/// @param clients how many sockets that record
/// @param wanderers how many of them join and leave rooms all the time
/// @param rooms how many rooms with publishes
/// @param rate publishes a second
/// @param keep whether the folder is kept in any case
public record Plan(
        Duration length,
        long seed,
        Set<FaultKind> faults,
        List<String> regions,
        int edges,
        int brokers,
        int routers,
        int clients,
        int wanderers,
        int rooms,
        int rate,
        boolean keep) {
    private static final int HUNDREDS = 500;

    public Plan {
        faults = Set.copyOf(faults);
        regions = List.copyOf(regions);
    }

    /// How much longer than with a few dozen clients everything may take, and how much rarer faults are.
    int pace() {
        return 1 + clients / HUNDREDS;
    }

    /// Whether there are others than the first.
    boolean hasSeveralRegions() {
        return regions.size() > 1;
    }
}
