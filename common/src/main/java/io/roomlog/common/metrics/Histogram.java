package io.roomlog.common.metrics;

import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;

/// How often something took how long, or was how much, in fixed classes, so that the histograms of many processes can
/// be added. Thread-safe.
public final class Histogram {
    private final long[] bounds;
    private final LongAdder[] counts;
    private final LongAdder sum = new LongAdder();

    /// @param bounds upper ones of the classes, inclusive, ascending; above the last is one more class
    Histogram(long[] bounds) {
        this.bounds = bounds.clone();
        this.counts = new LongAdder[bounds.length + 1];
        Arrays.setAll(counts, i -> new LongAdder());
    }

    /// Notes one value: nanoseconds, bytes or a number, as the metric's scale says. What is negative, as of two clocks
    /// that differ, counts as 0.
    public void record(long value) {
        long counted = Math.max(0, value);
        counts[classOf(counted)].increment();
        sum.add(counted);
    }

    private int classOf(long value) {
        int low = 0;
        int high = bounds.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (bounds[middle] < value) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /// Values that one thread gathers, and brings in together. Used by one thread.
    public final class Batch {
        private final int[] gathered = new int[counts.length];
        private long total;

        /// Notes one value.
        public void record(long value) {
            long counted = Math.max(0, value);
            gathered[classOf(counted)]++;
            total += counted;
        }

        /// Brings in what was noted since the last time.
        public void bringIn() {
            for (int i = 0; i < gathered.length; i++) {
                if (gathered[i] > 0) {
                    counts[i].add(gathered[i]);
                    gathered[i] = 0;
                }
            }
            sum.add(total);
            total = 0;
        }
    }

    /// A batch for one thread.
    public Batch batch() {
        return new Batch();
    }

    /// How many values are in each class.
    long[] counts() {
        return Arrays.stream(counts).mapToLong(LongAdder::sum).toArray();
    }

    long sum() {
        return sum.sum();
    }
}
