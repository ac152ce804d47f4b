package io.roomlog.edge.engineio;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RunnableScheduledFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HeartbeatTest {
    private final ManualTimer timer = new ManualTimer();
    private final List<String> happened = new ArrayList<>();
    private final Heartbeat heartbeat = new Heartbeat(
            timer,
            Duration.ofMillis(250),
            Duration.ofMillis(200),
            () -> happened.add("ping at " + timer.now),
            () -> happened.add("timeout at " + timer.now));

    @AfterEach
    void stop() {
        timer.shutdownNow();
    }

    @Test
    void pingsComeAnIntervalBehindEachPong() {
        heartbeat.pong();
        timer.runTo(250);
        timer.runTo(300);
        heartbeat.pong();
        timer.runTo(549);
        assertThat(happened).containsExactly("ping at 250");
        timer.runTo(550);
        assertThat(happened).containsExactly("ping at 250", "ping at 550");
    }

    @Test
    void aPingWithoutPongEndsInATimeout() {
        heartbeat.pong();
        timer.runTo(449);
        assertThat(happened).containsExactly("ping at 250");
        timer.runTo(10_000);
        assertThat(happened).containsExactly("ping at 250", "timeout at 450");
    }

    @Test
    void aPongOutOfTurnPutsTheNextPingOff() {
        heartbeat.pong();
        timer.runTo(200);
        heartbeat.pong();
        timer.runTo(449);
        assertThat(happened).isEmpty();
        timer.runTo(450);
        assertThat(happened).containsExactly("ping at 450");
    }

    @Test
    void nothingComesOnceStopped() {
        heartbeat.pong();
        timer.runTo(250);
        heartbeat.stop();
        heartbeat.pong();
        timer.runTo(10_000);
        assertThat(happened).containsExactly("ping at 250");
        assertThat(timer.pending()).isZero();
    }

    /// Runs what is due when it is told what time it is.
    private static final class ManualTimer extends ScheduledThreadPoolExecutor {
        private final List<Task> tasks = new ArrayList<>();
        private long now;

        ManualTimer() {
            super(0);
        }

        @Override
        public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
            Task task = new Task(command, now + unit.toMillis(delay));
            tasks.add(task);
            return task;
        }

        void runTo(long time) {
            for (Task due = next(time); due != null; due = next(time)) {
                tasks.remove(due);
                now = due.at;
                due.run();
            }
            now = time;
        }

        private Task next(long time) {
            return tasks.stream()
                    .filter(task -> task.at <= time)
                    .min((a, b) -> Long.compare(a.at, b.at))
                    .orElse(null);
        }

        long pending() {
            return tasks.size();
        }

        private final class Task extends FutureTask<Void> implements RunnableScheduledFuture<Void> {
            private final long at;

            Task(Runnable command, long at) {
                super(command, null);
                this.at = at;
            }

            @Override
            public boolean cancel(boolean mayInterrupt) {
                tasks.remove(this);
                return super.cancel(mayInterrupt);
            }

            @Override
            public boolean isPeriodic() {
                return false;
            }

            @Override
            public long getDelay(TimeUnit unit) {
                return unit.convert(at - now, TimeUnit.MILLISECONDS);
            }

            @Override
            public int compareTo(Delayed other) {
                return Long.compare(getDelay(TimeUnit.MILLISECONDS), other.getDelay(TimeUnit.MILLISECONDS));
            }
        }
    }
}
