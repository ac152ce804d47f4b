package io.roomlog.edge.metrics;

import io.micrometer.core.instrument.Counter;
import io.roomlog.common.metrics.Histogram;
import io.roomlog.common.metrics.Meters;
import io.roomlog.common.metrics.Metric;
import io.roomlog.edge.room.GapEvents;
import io.roomlog.edge.room.RoomEvents;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// The way of messages to the log and from it. Thread-safe.
final class RoomMetrics implements RoomEvents {
    private final Meters meters;
    private final boolean timed;
    private final Map<String, Counter> published = new ConcurrentHashMap<>();
    private final Counter records;
    private final Counter bytes;
    private final Counter wanted;
    private final Counter delivered;
    private final Counter setAside;
    private final Counter repeats;
    private final Map<GapEvents.Reason, Counter> gaps;
    private final Histogram append;
    private final Histogram consume;
    private final Histogram enqueue;

    /// @param timed whether each record's times are noted
    RoomMetrics(Meters meters, boolean timed) {
        this.meters = meters;
        this.timed = timed;
        records = meters.counter(Metric.TAIL_RECORDS);
        bytes = meters.counter(Metric.TAIL_BYTES);
        wanted = meters.counter(Metric.TAIL_WANTED);
        delivered = meters.counter(Metric.DELIVERED);
        setAside = meters.counter(Metric.SET_ASIDE);
        repeats = meters.counter(Metric.REPEATS);
        gaps = meters.counters(Metric.GAPS, GapEvents.Reason.class);
        append = meters.histogram(Metric.APPEND_SECONDS);
        consume = meters.histogram(Metric.CONSUME_SECONDS);
        enqueue = meters.histogram(Metric.ENQUEUE_SECONDS);
        for (String outcome : new String[] {"acked", "unavailable", "unknown", "too_large"}) {
            published(outcome);
        }
    }

    private Counter published(String outcome) {
        return published.computeIfAbsent(outcome, label -> meters.counter(Metric.PUBLISHED, label));
    }

    @Override
    public void consumed(int size) {
        records.increment();
        bytes.increment(size);
    }

    @Override
    public void delivered(int sockets, long stampMillis, long dispatchedNanos) {
        if (sockets == 0) {
            return;
        }
        wanted.increment();
        delivered.increment(sockets);
        if (timed) {
            long took = System.nanoTime() - dispatchedNanos;
            enqueue.record(took);
            consume.record(TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis() - stampMillis) - took);
        }
    }

    @Override
    public void setAside() {
        setAside.increment();
    }

    @Override
    public void repeat() {
        repeats.increment();
    }

    @Override
    public void published(String outcome, long nanos) {
        published(outcome).increment();
        if (timed && outcome.equals("acked")) {
            append.record(nanos);
        }
    }

    @Override
    public void gap(GapEvents.Reason reason) {
        Objects.requireNonNull(gaps.get(reason)).increment();
    }
}
