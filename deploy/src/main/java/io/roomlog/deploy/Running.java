package io.roomlog.deploy;

import io.roomlog.common.config.ConfigurationException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// What a process has started, stopped in the reverse order when the process is told to stop (SIGINT, SIGTERM) or
/// one of the parts fails.
///
/// The thread that made it starts and stops the parts; the shutdown hook only tells it, and waits for it, and then ends
/// the process with exit code 0, or 1 where the stop has taken too long.
final class Running implements AutoCloseable {
    private final Deque<Part> parts = new ArrayDeque<>();
    private final CountDownLatch told = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread owner = Thread.currentThread();
    private final PrintStream out;
    private final Duration timeout;
    private volatile boolean starting = true;
    private volatile String failure = "";

    /// @param timeout how long a stop may take before the process is ended all the same
    Running(PrintStream out, Duration timeout) {
        this.out = out;
        this.timeout = timeout;
        Runtime.getRuntime().addShutdownHook(new Thread(this::stopProcess, "roomlog-stop"));
    }

    /// Starts a part, and tells how long that took.
    <T extends AutoCloseable> T start(String name, Start<T> start) throws InterruptedException {
        out.println("Starting " + name + " ...");
        long begin = System.nanoTime();
        T part = start.start();
        parts.push(new Part(name, part));
        out.println("Started " + name + " in " + seconds(begin));
        return part;
    }

    /// Starts a part on a thread of its own, while the others are at work already. Where it cannot be started, the
    /// wait of [#untilTold()] ends. It is stopped with the others; where it has not started by then, it does not
    /// start.
    void startBeside(String name, Start<? extends AutoCloseable> start) {
        CompletableFuture<Optional<AutoCloseable>> started = new CompletableFuture<>();
        Thread starter = Thread.ofPlatform().name("roomlog-start").start(() -> {
            long begin = System.nanoTime();
            try {
                started.complete(Optional.of(start.start()));
                out.println("Started " + name + " in " + seconds(begin));
            } catch (InterruptedException stop) {
                started.complete(Optional.empty());
            } catch (RuntimeException failed) {
                started.complete(Optional.empty());
                fail(String.valueOf(failed.getMessage()));
            }
        });
        parts.push(new Part(name, () -> {
            starter.interrupt();
            Optional<AutoCloseable> part = started.join();
            if (part.isPresent()) {
                part.get().close();
            }
        }));
    }

    /// Makes a part that may fail while it is at work; where it does, so does the process.
    ///
    /// @param failure of the part: completed with the reason
    /// @throws StartException if it cannot be started
    <T> T watched(String name, Start<T> start, Function<T, CompletableFuture<String>> failure)
            throws InterruptedException {
        try {
            T part = start.start();
            var _ = failure.apply(part).thenAccept(reason -> fail(name + " has failed: " + reason));
            return part;
        } catch (ConfigurationException refused) {
            throw refused;
        } catch (RuntimeException failed) {
            throw new StartException(name + " cannot be started", failed);
        }
    }

    /// Ends the wait of [#untilTold()], for a part that cannot go on. Any thread.
    void fail(String why) {
        failure = why;
        told.countDown();
    }

    /// Waits until the process is told to stop, or a part has failed.
    ///
    /// @return the exit code
    int untilTold() throws InterruptedException {
        starting = false;
        told.await();
        if (failure.isEmpty()) {
            return 0;
        }
        System.err.println("roomlog: " + failure);
        return 1;
    }

    /// Stops the parts, the last first.
    @Override
    public void close() {
        while (!parts.isEmpty()) {
            stop(parts.pop());
        }
        stopped.countDown();
    }

    private void stop(Part part) {
        long begin = System.nanoTime();
        try {
            part.closeable.close();
            out.println("Stopped " + part.name + " in " + seconds(begin));
        } catch (Exception failed) {
            out.println(part.name + " has not stopped in order: " + failed);
        }
    }

    private void stopProcess() {
        if (stopped.getCount() == 0) {
            return; // The process ends by itself: everything has been stopped.
        }
        told.countDown();
        if (starting) {
            owner.interrupt();
        }
        Runtime.getRuntime().halt(stoppedInTime() ? 0 : 1);
    }

    private boolean stoppedInTime() {
        try {
            if (stopped.await(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                return true;
            }
        } catch (InterruptedException impatient) {
            Thread.currentThread().interrupt();
        }
        System.err.println("roomlog: not stopped within " + timeout.toMillis() + " ms, ended all the same");
        return false;
    }

    private static String seconds(long beginNanos) {
        return "%.1f s".formatted((System.nanoTime() - beginNanos) / 1e9);
    }

    interface Start<T> {
        T start() throws InterruptedException;
    }

    private record Part(String name, AutoCloseable closeable) {}
}
