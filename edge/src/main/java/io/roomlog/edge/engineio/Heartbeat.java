package io.roomlog.edge.engineio;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The server's pings: one is due `interval` after the last pong, and the session is given up when none has come
/// `timeout` after the ping. Thread-safe.
final class Heartbeat {
    private final ScheduledExecutorService timer;
    private final Duration interval;
    private final Duration timeout;
    private final Runnable ping;
    private final Runnable onTimeout;
    private @Nullable Future<?> next;
    private boolean stopped;

    Heartbeat(ScheduledExecutorService timer, Duration interval, Duration timeout, Runnable ping, Runnable onTimeout) {
        this.timer = timer;
        this.interval = interval;
        this.timeout = timeout;
        this.ping = ping;
        this.onTimeout = onTimeout;
    }

    /// Begins, or begins anew: the next ping is due in `interval`.
    synchronized void pong() {
        schedule(interval, this::sendPing);
    }

    synchronized void stop() {
        stopped = true;
        if (next != null) {
            next.cancel(false);
            next = null;
        }
    }

    private synchronized void sendPing() {
        schedule(timeout, onTimeout);
        if (!stopped) {
            ping.run();
        }
    }

    private void schedule(Duration delay, Runnable task) {
        if (stopped) {
            return;
        }
        if (next != null) {
            next.cancel(false);
        }
        next = timer.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
    }
}
