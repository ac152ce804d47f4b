package io.roomlog.deploy.prove;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/// Sees when the mirror is behind: in that time a region may not know a session that was somewhere else before.
/// Thread-safe.
final class MirrorWatch implements AutoCloseable {
    private static final Duration EVERY = Duration.ofMillis(500);
    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(2);
    /// An edge waits 2 s for a session that is yet to come.
    private static final double BEHIND_SECONDS = 1;
    /// The mirror says that it is behind once it has been for two looks.
    private static final Duration SEEN_WITHIN = Duration.ofSeconds(10);

    private static final String LAG = "roomlog_mirror_lag_seconds{";

    private final Mirror mirror;
    private final AtomicInteger cut = new AtomicInteger();
    private final List<Long> behindAtNanos = new ArrayList<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private final Thread thread = Thread.ofVirtual().name("prove-mirror-watch").unstarted(this::watch);
    private volatile boolean over;

    MirrorWatch(Mirror mirror) {
        this.mirror = mirror;
    }

    void start() {
        thread.start();
    }

    /// A fault begins that keeps it from its work.
    void cut() {
        cut.incrementAndGet();
        note();
    }

    /// Such a fault is over.
    void mended() {
        note();
        cut.decrementAndGet();
    }

    /// Whether it was behind at some time from one moment to another, or about then.
    synchronized boolean wasBehind(long fromNanos, long toNanos) {
        long margin = SEEN_WITHIN.toNanos();
        return behindAtNanos.stream().anyMatch(at -> fromNanos - margin < at && at < toNanos + margin);
    }

    /// Waits until it is level.
    ///
    /// @return whether it is in time
    boolean awaitLevel(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (isBehind()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            LockSupport.parkNanos(EVERY.toNanos());
        }
        return true;
    }

    @Override
    public void close() {
        over = true;
        LockSupport.unpark(thread);
    }

    private void watch() {
        while (!over) {
            if (cut.get() > 0 || isBehind()) {
                note();
            }
            LockSupport.parkNanos(EVERY.toNanos());
        }
    }

    private synchronized void note() {
        behindAtNanos.add(System.nanoTime());
    }

    private boolean isBehind() {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(mirror.address() + "/metrics"))
                    .timeout(ANSWERS_WITHIN)
                    .build();
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            List<Double> lags = answer.body()
                    .lines()
                    .filter(line -> line.startsWith(LAG))
                    .map(line -> Double.valueOf(line.substring(line.lastIndexOf(' ') + 1)))
                    .toList();
            return lags.isEmpty() || lags.stream().anyMatch(lag -> !(lag < BEHIND_SECONDS));
        } catch (IOException down) {
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
