package io.roomlog.deploy.capacity;

/// What a demand needs in each region; all regions are alike.
///
/// @param edges in the region
/// @param partitions of the region's rooms
/// @param brokers in the region
public record Need(
        Demand demand,
        Costs costs,
        Choice edges,
        long partitions,
        Choice brokers,
        Log log,
        Amplification amplification) {
    /// Does the arithmetic.
    ///
    /// @param machine of each edge, and of each broker
    /// @throws CapacityException where no number of such machines could carry it
    public static Need of(Demand demand, Machine machine, Costs costs) throws CapacityException {
        Choice edges = Edges.of(demand, machine, costs);
        Log log = new Log(demand, costs, edges.count());
        return new Need(
                demand,
                costs,
                edges,
                Partitions.of(demand.region().publishes(), edges.count()),
                Brokers.of(log, machine),
                log,
                Amplification.of(demand, machine, costs, edges.count() * demand.regions()));
    }

    /// Bytes of memory that an edge takes.
    double edgeMemory() {
        return costs.of(Cost.EDGE_MEMORY) + demand.region().memory(costs) / edges.count();
    }
}
