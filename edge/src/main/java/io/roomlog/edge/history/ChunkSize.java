package io.roomlog.edge.history;

/// How many offsets are read at once: few at first, since most pasts asked for are recent, then more and more, as long
/// as one read takes a small part of the time that there is.
///
/// Chunks end at multiples of their size, so that all who read a partition at the same time ask for the same ranges.
final class ChunkSize {
    private static final long SMALLEST = 256;
    private static final long LARGEST = 65_536;
    private static final int FACTOR = 4;
    private static final double QUICK = 0.05;
    private static final double SLOW = 0.25;

    private long size = SMALLEST;

    /// Where the first two chunks before an offset begin.
    static long recentBefore(long end) {
        return (((end - 1) & -SMALLEST) - 1) & -(FACTOR * SMALLEST);
    }

    /// Where the first two chunks from an offset on end.
    static long recentBehind(long begin) {
        return (((begin | (SMALLEST - 1)) + 1) | (FACTOR * SMALLEST - 1)) + 1;
    }

    /// Where the chunk that ends at an offset begins.
    long beginOf(long end) {
        return (end - 1) & -size;
    }

    /// Where the chunk that begins at an offset ends.
    long endOf(long begin) {
        return (begin | (size - 1)) + 1;
    }

    /// A chunk has been read.
    ///
    /// @param share the part of the budget that it took
    void took(double share) {
        if (share < QUICK) {
            size = Math.min(LARGEST, FACTOR * size);
        } else if (share > SLOW) {
            size = Math.max(SMALLEST, size / FACTOR);
        }
    }
}
