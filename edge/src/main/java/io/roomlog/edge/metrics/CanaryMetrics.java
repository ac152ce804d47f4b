package io.roomlog.edge.metrics;

import io.micrometer.core.instrument.Counter;
import io.roomlog.common.metrics.Histogram;
import io.roomlog.common.metrics.Meters;
import io.roomlog.common.metrics.Metric;
import io.roomlog.edge.canary.CanaryEvents;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/// What the canary finds. Thread-safe.
final class CanaryMetrics implements CanaryEvents {
    private final Counter sent;
    private final Counter received;
    private final Counter refused;
    private final Map<Failure, Counter> failures;
    private final Histogram seconds;

    private final AtomicInteger rooms = new AtomicInteger();

    CanaryMetrics(Meters meters) {
        meters.gauge(Metric.CANARY_ROOMS, rooms::get);
        sent = meters.counter(Metric.CANARY_SENT);
        received = meters.counter(Metric.CANARY_RECEIVED);
        refused = meters.counter(Metric.CANARY_REFUSED);
        failures = meters.counters(Metric.CANARY_FAILURES, Failure.class);
        seconds = meters.histogram(Metric.CANARY_SECONDS);
    }

    @Override
    public void rooms(int count) {
        rooms.set(count);
    }

    @Override
    public void sent() {
        sent.increment();
    }

    @Override
    public void received(long nanos) {
        received.increment();
        seconds.record(nanos);
    }

    @Override
    public void refused() {
        refused.increment();
    }

    @Override
    public void failed(Failure failure) {
        Objects.requireNonNull(failures.get(failure)).increment();
    }
}
