package io.roomlog.edge.session;

import io.roomlog.edge.log.LogException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// That a socket has gone: recorded, then told in its rooms. What the log does not take is tried again, as long as
/// the edge lives and nobody else has the session; when the edge does not, its lease ends, and a router does it.
final class Departure {
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final ScheduledExecutorService timer;
    private final SessionState state;
    private final Attendance attendance;
    private final BooleanSupplier isOthers;
    private @Nullable Future<?> next;
    private boolean recorded;
    private boolean cancelled;

    /// @param isOthers whether the session is not this edge's to write any more
    Departure(ScheduledExecutorService timer, SessionState state, Attendance attendance, BooleanSupplier isOthers) {
        this.timer = timer;
        this.state = state;
        this.attendance = attendance;
        this.isOthers = isOthers;
    }

    /// Has it happen after a while, on a thread of its own.
    ///
    /// @param first done before
    void after(Duration delay, boolean forGood, Runnable first) {
        after(delay, () -> {
            first.run();
            now(forGood);
        });
    }

    /// Has it recorded after a while, of a socket that never came to be: nobody has been told of it.
    void unseen(Duration delay) {
        after(delay, () -> {
            try {
                var _ = leave(false);
            } catch (LogException e) {
                unseen(RETRY);
            }
        });
    }

    private synchronized void after(Duration delay, Runnable task) {
        if (cancelled) {
            return;
        }
        try {
            next = timer.schedule(
                    () -> Thread.ofVirtual().name("edge-departure").start(task),
                    delay.toMillis(),
                    TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // the edge is going, and its lease with it
        }
    }

    /// Somebody else has the session.
    synchronized void cancel() {
        cancelled = true;
        if (next != null) {
            next.cancel(false);
        }
    }

    /// Has it happen at once. Blocks; for one thread at a time.
    ///
    /// @param forGood whether the session is over, or can be resumed
    void now(boolean forGood) {
        try {
            if (leave(forGood)) {
                attendance.depart();
            }
        } catch (LogException e) {
            after(RETRY, forGood, () -> {});
        }
    }

    /// Records it, unless somebody else has the session.
    ///
    /// @return whether it is to be told: not where the edge's lease was ended meanwhile, and others have told it
    private boolean leave(boolean forGood) {
        if (isOthers.getAsBoolean()) {
            return false;
        }
        boolean lapsed = state.isOfAnEndedLease();
        if (!recorded && (forGood || !lapsed)) {
            state.leave(forGood);
            recorded = true;
        }
        return !lapsed;
    }
}
