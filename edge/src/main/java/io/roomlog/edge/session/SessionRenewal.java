package io.roomlog.edge.session;

import io.roomlog.edge.log.LogException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Has a session written again before its last record is too old for those who look for it, and says when
/// that has not been possible for too long: then nothing more may be written for it here.
final class SessionRenewal {
    private static final Duration RETRY = Duration.ofSeconds(10);

    private final ScheduledExecutorService timer;
    private final Duration interval;
    private final Duration silence;
    private final Runnable renew;
    private final SessionListener listener;
    private volatile long writtenNanos = System.nanoTime();
    private volatile boolean failed;
    private @Nullable Future<?> next;
    private boolean ended;

    /// @param interval longest time between two records, but for hindrances
    /// @param silence time after which nothing may be written any more
    /// @param renew writes; throws a [LogException]
    SessionRenewal(
            ScheduledExecutorService timer,
            Duration interval,
            Duration silence,
            Runnable renew,
            SessionListener listener) {
        this.timer = timer;
        this.interval = interval;
        this.silence = silence;
        this.renew = renew;
        this.listener = listener;
    }

    void begin() {
        // spread, so that sockets that came together do not renew together
        schedule(interval.multipliedBy(80 + ThreadLocalRandom.current().nextInt(20))
                .dividedBy(100));
    }

    /// Has the session written again before long.
    void soon() {
        schedule(RETRY.compareTo(interval) < 0 ? RETRY : interval);
    }

    synchronized void end() {
        ended = true;
        if (next != null) {
            next.cancel(false);
        }
    }

    /// A record has been written.
    void written() {
        writtenNanos = System.nanoTime();
    }

    /// Whether there was no record for longer than those who look for one go on.
    boolean hasFailed() {
        failed |= System.nanoTime() - writtenNanos > silence.toNanos();
        return failed;
    }

    private synchronized void schedule(Duration delay) {
        if (!ended) {
            if (next != null) {
                next.cancel(false);
            }
            next = timer.schedule(() -> listener.execute(this::due), delay.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void due() {
        if (hasFailed()) {
            listener.failed();
            return;
        }
        try {
            renew.run();
            begin();
        } catch (LogException e) {
            soon();
        }
    }
}
