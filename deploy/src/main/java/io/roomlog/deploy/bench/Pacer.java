package io.roomlog.deploy.bench;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/// A thread that publishes at a fixed rate, by each publisher in its turn. It never leaves one out: what is late is
/// sent at once, with the time that it was to be sent at.
final class Pacer implements AutoCloseable {
    private final List<? extends Paced> things;
    private final double rate;
    private final Thread thread;
    private final Histogram lateMicros = new Histogram(3);
    private volatile boolean over;

    private Pacer(List<? extends Paced> things, double rate) {
        this.things = things;
        this.rate = rate;
        this.thread = new Thread(this::run, "bench-pacer");
        thread.setDaemon(true);
    }

    /// @param rate how many a second
    static Pacer start(List<? extends Paced> things, double rate) {
        Pacer pacer = new Pacer(things, rate);
        pacer.thread.start();
        return pacer;
    }

    private void run() {
        long start = System.nanoTime();
        for (long i = 0; !over; i++) {
            long due = start + (long) (i * TimeUnit.SECONDS.toNanos(1) / rate);
            long left = due - System.nanoTime();
            while (left > 0 && !over) {
                LockSupport.parkNanos(left);
                left = due - System.nanoTime();
            }
            if (!over) {
                lateMicros.recordValue(-left / 1000);
                things.get((int) (i % things.size())).begin(due);
            }
        }
    }

    /// By how many microseconds things were begun late. To be read when it has ended.
    Histogram lateMicros() {
        return lateMicros;
    }

    /// Ends it; nothing is begun after that.
    @Override
    public void close() {
        over = true;
        LockSupport.unpark(thread);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
