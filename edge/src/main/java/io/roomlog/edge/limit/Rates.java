package io.roomlog.edge.limit;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/// The rate of each of many, by name. Keeps those alone that have taken something lately. Thread-safe.
public final class Rates {
    private static final int SWEPT_AFTER = 1_000;

    private final int perSecond;
    private final LongSupplier nanoTime;
    private final ConcurrentMap<String, Rate> rates = new ConcurrentHashMap<>();
    private final AtomicInteger added = new AtomicInteger();

    /// @param perSecond for each of them; 0 for no bound
    /// @param nanoTime a clock as [System#nanoTime()]
    public Rates(int perSecond, LongSupplier nanoTime) {
        this.perSecond = perSecond;
        this.nanoTime = nanoTime;
    }

    /// Whether one more is within the rate; then it counts.
    public boolean take(String name) {
        if (perSecond == 0) {
            return true;
        }
        long now = nanoTime.getAsLong();
        boolean taken = rates.computeIfAbsent(name, key -> {
                    added.incrementAndGet();
                    return new Rate(perSecond, now);
                })
                .take(now);
        // as many are looked at as have come: what is kept is no more than what took something in the last second
        if (added.get() > Math.max(SWEPT_AFTER, rates.size() / 2)) {
            added.set(0);
            rates.values().removeIf(rate -> rate.isFull(now));
        }
        return taken;
    }

    /// How many are kept.
    int size() {
        return rates.size();
    }
}
