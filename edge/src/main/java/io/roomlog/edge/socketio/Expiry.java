package io.roomlog.edge.socketio;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// When a socket's identity ends to hold. Thread-safe.
final class Expiry {
    /// Longer times are waited for in parts: a clock may be set meanwhile.
    private static final Duration LONGEST = Duration.ofHours(1);

    private final ScheduledExecutorService timer;
    private final Runnable onExpired;
    private @Nullable Future<?> next;
    private boolean cancelled;

    /// @param onExpired must not block
    Expiry(ScheduledExecutorService timer, Runnable onExpired) {
        this.timer = timer;
        this.onExpired = onExpired;
    }

    /// Sets when, in place of what was set before; empty for never.
    synchronized void at(Optional<Instant> when) {
        if (next != null) {
            next.cancel(false);
            next = null;
        }
        when.filter(some -> !cancelled).ifPresent(this::schedule);
    }

    synchronized void cancel() {
        cancelled = true;
        at(Optional.empty());
    }

    private void schedule(Instant when) {
        Duration left = Duration.between(Instant.now(), when);
        Duration part = left.compareTo(LONGEST) > 0 ? LONGEST : left;
        next = timer.schedule(() -> look(when), part.toMillis() + 1, TimeUnit.MILLISECONDS);
    }

    private void look(Instant when) {
        synchronized (this) {
            if (cancelled) {
                return;
            }
            if (Instant.now().isBefore(when)) {
                schedule(when);
                return;
            }
        }
        onExpired.run();
    }
}
