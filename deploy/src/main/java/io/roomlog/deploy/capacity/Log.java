package io.roomlog.deploy.capacity;

/// A region's log as its brokers see it: what is written by the region's own edges and by mirrors of the other regions'
/// logs, and read by followers, edges and the mirrors elsewhere.
record Log(Demand demand, Costs costs, long edges) {
    /// The setting `session-retention`, as it is where nothing is set.
    private static final double SESSIONS_KEPT_SECONDS = 24 * 3600;

    /// Of rooms and sessions, written by the region's edges, a second.
    private double ownRecords() {
        return demand.region().publishes() + demand.region().renewals();
    }

    /// Bytes a second that the region's edges write.
    double ownBytes() {
        return demand.region().publishes() * demand.recordBytes(costs)
                + demand.region().renewals() * costs.of(Cost.SESSION_BYTES);
    }

    /// Bytes a second that the log grows by, before they are replicated: those of all regions.
    double allBytes() {
        return ownBytes() * demand.regions();
    }

    /// Bytes a second that edges read: each of them the rooms' records of all regions.
    double readBytes() {
        return edges * demand.rate() * demand.recordBytes(costs);
    }

    /// Bytes a second that go from broker to broker.
    double replicatedBytes() {
        return allBytes() * (demand.replication() - 1);
    }

    /// Bytes a second that go to other regions.
    double mirroredBytes() {
        return ownBytes() * (demand.regions() - 1);
    }

    /// How often a record is appended or read, a second: in each copy, by each follower, each edge, each mirror.
    double handled() {
        double all = ownRecords() * demand.regions();
        double appended = all * demand.replication();
        double followed = all * (demand.replication() - 1);
        double mirrored = ownRecords() * (demand.regions() - 1);
        return appended + followed + mirrored + edges * demand.rate();
    }

    /// Bytes on the disks of all brokers of the region.
    double disk() {
        double rooms =
                demand.rate() * demand.recordBytes(costs) * demand.retention().toSeconds();
        double sessions =
                demand.region().renewals() * demand.regions() * costs.of(Cost.SESSION_BYTES) * SESSIONS_KEPT_SECONDS;
        return (rooms + sessions) * demand.replication();
    }
}
