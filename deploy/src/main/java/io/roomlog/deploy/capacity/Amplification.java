package io.roomlog.deploy.capacity;

import java.util.Locale;

/// How much more an edge reads than it needs. It reads the records of all rooms in all regions, and needs those of the
/// rooms that a socket of its own is in. Of rooms of `k` sockets that are spread over `E` edges, that is the share
/// `1 - (1 - 1/E)^k`.
///
/// @param records that an edge reads a second
/// @param needed the share of them that it needs, from 0 to 1
/// @param cpu the share of an edge's processors that the others take
record Amplification(double records, double needed, double cpu) {
    static Amplification of(Demand demand, Machine machine, Costs costs, long edgesOfAllRegions) {
        double needed = share(demand.roomSize(), edgesOfAllRegions);
        double others = demand.rate() * (1 - needed) * costs.read(demand.rate());
        return new Amplification(demand.rate(), needed, others / (machine.cores() * machine.speed()));
    }

    static double share(double roomSize, long edges) {
        return 1 - Math.pow(1 - 1.0 / edges, roomSize);
    }

    /// Records that are read for each that is needed.
    double factor() {
        return 1 / needed;
    }

    /// `1.45`, or `-` where nobody needs anything.
    String shown() {
        return needed == 0 ? "-" : String.format(Locale.ROOT, "%,.2f", factor());
    }

    /// What it means, in a sentence.
    String sentence() {
        return String.format(
                Locale.ROOT,
                "Each edge reads all %,.0f records/s, of which %.0f %% are of rooms with a socket of its own: %s read"
                        + " for each that it needs; the others take %.1f %% of its processors.",
                records,
                100 * needed,
                shown(),
                100 * cpu);
    }
}
