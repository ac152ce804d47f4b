package io.roomlog.deploy.capacity;

/// What the edges of a region carry.
///
/// @param publishes a second
/// @param deliveries a second
record Traffic(long connections, double publishes, double deliveries) {
    /// The setting `session-renewal`, as it is where nothing is set.
    private static final double RENEWAL_SECONDS = 240;

    /// Records of sessions a second that are written so that sessions can be found.
    double renewals() {
        return connections / RENEWAL_SECONDS;
    }

    /// Seconds of the edges' processors that are used each second, besides what each of them reads:
    /// `deliveries x delivery + publishes x publish + connections x idle`.
    double edgeSeconds(Costs costs) {
        return deliveries * costs.delivery(deliveries / connections)
                + publishes * costs.of(Cost.PUBLISH_EDGE)
                + connections * costs.of(Cost.IDLE_CPU);
    }

    /// Bytes of memory that connections take.
    double memory(Costs costs) {
        double traffic = deliveries > 0 ? costs.of(Cost.TRAFFIC_MEMORY) : 0;
        return connections * (costs.of(Cost.IDLE_MEMORY) + traffic);
    }
}
