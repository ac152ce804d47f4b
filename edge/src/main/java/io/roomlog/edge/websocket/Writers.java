package io.roomlog.edge.websocket;

import io.roomlog.edge.outbound.Outbound;
import io.roomlog.edge.outbound.TransferEvents;
import io.roomlog.edge.outbound.WriteTimes;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The threads that write what connections have queued. Thread-safe.
///
/// A connection with something to write takes its turn. A few virtual threads, no more than there are processors,
/// go from turn to turn, and end when there is none: so an event for many connections does not cost a thread for
/// each of them. A peer that does not read blocks the thread that writes to it. That is seen within milliseconds;
/// another thread takes its place, and the connection is given one of its own, for this turn and the next ones. Where
/// one after the other is found blocked, more threads go at a time, up to a bound: many peers that stop reading at once
/// would hold up all the others, each for those milliseconds.
final class Writers {
    private static final Duration WATCH = Duration.ofMillis(5);
    private static final int WAITING_FOR_ONE = 16;
    private static final int TURNS_ALONE = 100;
    private static final int FIRST_EXTRA = 4;
    private static final int MOST_EXTRA = 512;

    private final ScheduledExecutorService timer;
    private final int most;
    private final TransferEvents events;
    private final ArrayDeque<WebSocketConnection> turns = new ArrayDeque<>();
    private final List<Writer> working = new ArrayList<>();
    private boolean watching;
    /// Threads beyond `most`, as long as blocked ones are found.
    private int extra;

    /// @param most how many threads write at a time, but for those that are blocked
    /// @param events gives each thread what it notes times with
    Writers(ScheduledExecutorService timer, int most, TransferEvents events) {
        this.timer = timer;
        this.events = events;
        this.most = most;
    }

    /// One of the threads.
    private final class Writer implements Runnable {
        private final FrameBuffer frames = new FrameBuffer();
        private final List<Outbound> batch = new ArrayList<>();
        private final @Nullable WriteTimes times = events.times();
        private final Thread thread =
                Thread.ofVirtual().name("edge-socket-writer").unstarted(this);
        private final @Nullable WebSocketConnection only;
        private @Nullable WebSocketConnection current;
        private boolean replaced;

        /// @param only the connection that it writes for; null for whoever has a turn
        Writer(@Nullable WebSocketConnection only) {
            this.only = only;
        }

        @Override
        public void run() {
            if (only != null) {
                writeAll(only);
                return;
            }
            WebSocketConnection turn = next(this, false);
            while (turn != null) {
                WebSocketConnection written = turn;
                boolean more = written.write(frames, batch, times);
                turn = next(this, more);
                if (turn == null && more) {
                    writeAll(written);
                }
            }
        }

        private void writeAll(WebSocketConnection connection) {
            boolean more = true;
            while (more) {
                more = connection.write(frames, batch, times);
            }
        }

        /// Whether it waits for its peer, and not for a processor.
        boolean isBlocked() {
            return current != null
                    && switch (thread.getState()) {
                        case WAITING, TIMED_WAITING -> true;
                        case NEW, RUNNABLE, BLOCKED, TERMINATED -> false;
                    };
        }
    }

    /// Has a connection written to. It has no turn at the moment.
    void write(WebSocketConnection connection) {
        if (connection.takeTurnAlone()) {
            new Writer(connection).thread.start();
            return;
        }
        Writer started = null;
        synchronized (this) {
            turns.add(connection);
            if (turns.size() > WAITING_FOR_ONE * working.size()) {
                started = another();
            }
        }
        if (started != null) {
            started.thread.start();
        }
    }

    private @Nullable Writer another() {
        if (working.size() >= most + extra) {
            return null;
        }
        Writer writer = new Writer(null);
        working.add(writer);
        if (!watching) {
            watching = true;
            watchLater();
        }
        return writer;
    }

    /// Ends a writer's turn, and gives it the next; a connection with more to write gets another, behind those who
    /// wait.
    ///
    /// @return null if there is none, or if the writer was blocked and another has taken its place: then it goes on
    ///     for that connection alone
    private synchronized @Nullable WebSocketConnection next(Writer writer, boolean more) {
        WebSocketConnection written = writer.current;
        writer.current = null;
        if (writer.replaced) {
            return null;
        }
        if (more && written != null) {
            turns.add(written);
        }
        WebSocketConnection next = turns.poll();
        writer.current = next;
        if (next == null) {
            working.remove(writer);
        }
        return next;
    }

    private void watchLater() {
        var _ = timer.schedule(this::watch, WATCH.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// Replaces those that are blocked.
    private void watch() {
        List<Writer> started = new ArrayList<>(0);
        List<WebSocketConnection> slow = new ArrayList<>(0);
        synchronized (this) {
            working.removeIf(writer -> {
                WebSocketConnection connection = writer.current;
                boolean blocked = connection != null && writer.isBlocked();
                if (blocked) {
                    writer.replaced = true;
                    slow.add(connection);
                }
                return blocked;
            });
            extra = slow.isEmpty() ? extra / 2 : Math.clamp(2L * extra, FIRST_EXTRA, MOST_EXTRA);
            Writer next = null;
            do {
                next = turns.size() > WAITING_FOR_ONE * working.size() ? another() : null;
                if (next != null) {
                    started.add(next);
                }
            } while (next != null);
            watching = !working.isEmpty();
            if (watching) {
                watchLater();
            }
        }
        slow.forEach(connection -> connection.writeAlone(TURNS_ALONE));
        started.forEach(writer -> writer.thread.start());
    }
}
