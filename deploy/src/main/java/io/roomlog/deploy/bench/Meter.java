package io.roomlog.deploy.bench;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/// Takes together what a fleet's loops count, and tells how it goes.
final class Meter {
    private static final Duration TELLS_EVERY = Duration.ofSeconds(2);
    private static final Duration DRAINS_WITHIN = Duration.ofMinutes(5);
    private static final Duration STANDSTILL = Duration.ofSeconds(5);
    /// What is there longer than anything that is merely late takes.
    private static final Duration AFTERWARDS = Duration.ofMillis(500);

    private final Fleet fleet;
    private final Progress progress;
    private final Tally all = new Tally();

    Meter(Fleet fleet, Progress progress) {
        this.fleet = fleet;
        this.progress = progress;
    }

    /// What has been counted since the beginning, as far as it has been taken.
    Tally all() {
        return all;
    }

    /// Takes what has been counted since the last time.
    Tally take() {
        Tally lately = fleet.take();
        all.add(lately);
        return lately;
    }

    /// Counts for a while.
    ///
    /// @param what the while is called
    Tally watch(Duration length, String what) throws InterruptedException {
        Tally counted = new Tally();
        long begin = System.nanoTime();
        long end = begin + length.toNanos();
        long from = begin;
        for (long left = end - begin; left > 0; left = end - System.nanoTime()) {
            Thread.sleep(Duration.ofNanos(Math.min(left, TELLS_EVERY.toNanos())));
            Tally lately = take();
            long now = System.nanoTime();
            progress.tell(what + ": " + describe(lately, (now - from) / 1e9));
            from = now;
            counted.add(lately);
        }
        return counted;
    }

    private static String describe(Tally lately, double seconds) {
        StringBuilder text = new StringBuilder();
        if (lately.joins() > 0) {
            text.append("%,.0f joins/s p50 %s p99 %s ms  "
                    .formatted(
                            lately.joins() / seconds,
                            Finding.millis(lately.joinMicros(), 50),
                            Finding.millis(lately.joinMicros(), 99)));
        }
        if (lately.deliveries() + lately.acked() > 0 || text.isEmpty()) {
            text.append("%,.0f deliveries/s p50 %s p99 %s ms  %,.0f publishes/s"
                    .formatted(
                            lately.deliveries() / seconds,
                            Finding.millis(lately.deliveryMicros(), 50),
                            Finding.millis(lately.deliveryMicros(), 99),
                            lately.acked() / seconds));
        }
        return text.toString();
    }

    /// Waits until everything has come, or nothing comes any more, and a little longer.
    ///
    /// @return what has come meanwhile
    Tally drain(BooleanSupplier done) throws InterruptedException {
        Tally counted = new Tally();
        long begin = System.nanoTime();
        long moved = begin;
        long now = begin;
        while (!done.getAsBoolean() && now - moved < STANDSTILL.toNanos() && now - begin < DRAINS_WITHIN.toNanos()) {
            Thread.sleep(50);
            Tally lately = take();
            counted.add(lately);
            now = System.nanoTime();
            if (lately.deliveries() + lately.acked() > 0) {
                moved = now;
            }
        }
        progress.tell(
                (done.getAsBoolean() ? "everything is there, after %.1f s" : "nothing comes any more, after %.1f s")
                        .formatted((now - begin) / 1e9));
        Thread.sleep(AFTERWARDS);
        counted.add(take());
        return counted;
    }
}
