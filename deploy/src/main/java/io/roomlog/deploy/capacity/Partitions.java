package io.roomlog.deploy.capacity;

/// The partitions of a region's rooms.
final class Partitions {
    private static final long LEAST = 16;
    private static final double RECORDS_A_SECOND = 500;
    private static final long FOR_EACH_EDGE = 2;

    private Partitions() {}

    /// The least power of two, from 16 on, with which a partition carries at most 500 records/s and there are at
    /// least 2 for each edge of the region.
    ///
    /// @param publishes a second in the region
    static long of(double publishes, long edges) {
        long count = LEAST;
        while (count < FOR_EACH_EDGE * edges || publishes > RECORDS_A_SECOND * count) {
            count *= 2;
        }
        return count;
    }
}
