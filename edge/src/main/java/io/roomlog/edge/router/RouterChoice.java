package io.roomlog.edge.router;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// Which router is asked first: each in its turn, and one that has just failed after the others. Thread-safe.
final class RouterChoice {
    private static final long REST_NANOS = Duration.ofSeconds(2).toNanos();

    private final Supplier<List<String>> routers;
    private final LongSupplier nanoTime;
    private final Map<String, Long> failedAt = new ConcurrentHashMap<>();
    private final AtomicInteger turn = new AtomicInteger();

    RouterChoice(Supplier<List<String>> routers, LongSupplier nanoTime) {
        this.routers = routers;
        this.nanoTime = nanoTime;
    }

    /// All routers, in the order in which they are to be asked now.
    List<String> inOrder() {
        List<String> all = routers.get();
        failedAt.keySet().retainAll(all);
        List<String> fit = new ArrayList<>(all.size());
        List<String> unfit = new ArrayList<>();
        int first = turn.getAndIncrement();
        for (int i = 0; i < all.size(); i++) {
            String router = all.get(Math.floorMod(first + i, all.size()));
            (isResting(router) ? unfit : fit).add(router);
        }
        fit.addAll(unfit);
        return fit;
    }

    private boolean isResting(String router) {
        Long at = failedAt.get(router);
        return at != null && nanoTime.getAsLong() - at < REST_NANOS;
    }

    void failed(String router) {
        failedAt.put(router, nanoTime.getAsLong());
    }

    void answered(String router) {
        failedAt.remove(router);
    }
}
