package io.roomlog.deploy.capacity;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// The edges of a region: as many as the most demanding of these asks for.
///
/// - `cpu`: `(deliveries x delivery + publishes x publish + connections x idle) / (usable - records x read)`, for each
///   edge reads the records of all regions
/// - `memory`: `connections x memory / (usable memory - an edge's own)`
/// - `resume`: `connections x resume / (reconnect x spare)`, all of the region's connections coming back to new edges
///   while the usual work goes on
/// - `loss`: `1 / (1 - load)`, so that the others can carry what a lost one had
final class Edges {
    private Edges() {}

    static Choice of(Demand demand, Machine machine, Costs costs) throws CapacityException {
        Traffic region = demand.region();
        Map<String, Long> bounds = new LinkedHashMap<>();
        bounds.put("cpu", Choice.whole(region.edgeSeconds(costs) / left(demand, machine, costs)));
        bounds.put("memory", Choice.whole(region.memory(costs) / memory(machine, costs)));
        double resumes = region.connections() * costs.of(Cost.RESUME_EDGE);
        bounds.put("resume", Choice.whole(resumes / (demand.reconnect().toMillis() / 1e3 * machine.spare())));
        bounds.put("loss", machine.toLoseOne());
        return new Choice(bounds);
    }

    /// Seconds of processor time each second that an edge has beside its reading. One thread reads, so that it may
    /// take no more than one core's share.
    private static double left(Demand demand, Machine machine, Costs costs) throws CapacityException {
        double reading = demand.rate() * costs.read(demand.rate());
        double left = machine.usable() - reading;
        if (reading >= machine.usable() / machine.cores() || left <= 0) {
            throw new CapacityException(String.format(
                    Locale.ROOT,
                    "rate: each edge reads all of the %,.0f records/s, in one thread, which takes %.2f of a core, more"
                            + " than may be used of one",
                    demand.rate(),
                    reading / machine.speed()));
        }
        return left;
    }

    private static double memory(Machine machine, Costs costs) throws CapacityException {
        double usable = machine.memory() * machine.load();
        double own = costs.of(Cost.EDGE_MEMORY);
        if (usable <= own) {
            throw new CapacityException("memory: " + Amounts.bytes(usable) + " of the machine may be used, and an edge"
                    + " takes " + Amounts.bytes(own) + " without connections");
        }
        return usable - own;
    }
}
