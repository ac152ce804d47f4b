package io.roomlog.edge.limit;

import java.util.concurrent.TimeUnit;

/// A token bucket: so many in a second, and as many at once. Thread-safe.
final class Rate {
    private static final double NANOS = TimeUnit.SECONDS.toNanos(1);

    private final double perNano;
    private final double most;
    private double tokens;
    private long filledNanos;

    Rate(int perSecond, long nowNanos) {
        this.perNano = perSecond / NANOS;
        this.most = perSecond;
        this.tokens = perSecond;
        this.filledNanos = nowNanos;
    }

    /// Takes one, if there is one.
    synchronized boolean take(long nowNanos) {
        fill(nowNanos);
        if (tokens < 1) {
            return false;
        }
        tokens--;
        return true;
    }

    /// Whether nothing was taken for so long that it might as well be new.
    synchronized boolean isFull(long nowNanos) {
        fill(nowNanos);
        return tokens >= most;
    }

    private void fill(long nowNanos) {
        tokens = Math.min(most, tokens + (nowNanos - filledNanos) * perNano);
        filledNanos = nowNanos;
    }
}
