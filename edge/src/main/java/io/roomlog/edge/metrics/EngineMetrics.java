package io.roomlog.edge.metrics;

import io.micrometer.core.instrument.Counter;
import io.roomlog.common.metrics.Histogram;
import io.roomlog.common.metrics.Meters;
import io.roomlog.common.metrics.Metric;
import io.roomlog.edge.engineio.CloseReason;
import io.roomlog.edge.engineio.EngineError;
import io.roomlog.edge.engineio.EngineEvents;
import io.roomlog.edge.outbound.WriteTimes;
import io.roomlog.edge.peer.ForwardEvents;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Connections, and what goes over them. Thread-safe.
final class EngineMetrics implements EngineEvents, ForwardEvents {
    private final AtomicInteger polling = new AtomicInteger();
    private final AtomicInteger websocket = new AtomicInteger();
    private final Counter accepted;
    private final Counter upgraded;
    private final Map<EngineError, Counter> refused;
    private final Map<CloseReason, Counter> closed;
    private final Map<Outcome, Counter> forwarded;
    private final Counter sent;
    private final Counter received;
    private final boolean timed;
    private final Histogram write;
    private final Histogram delivery;

    /// @param timed whether each delivery's time is noted
    EngineMetrics(Meters meters, boolean timed) {
        this.timed = timed;
        meters.gauge(Metric.CONNECTIONS, polling::get, "polling");
        meters.gauge(Metric.CONNECTIONS, websocket::get, "websocket");
        refused = meters.counters(Metric.HANDSHAKES, EngineError.class);
        accepted = meters.counter(Metric.HANDSHAKES, "accepted");
        closed = meters.counters(Metric.CONNECTIONS_CLOSED, CloseReason.class);
        upgraded = meters.counter(Metric.UPGRADES);
        forwarded = meters.counters(Metric.POLLS_FORWARDED, Outcome.class);
        sent = meters.counter(Metric.SENT_BYTES);
        received = meters.counter(Metric.RECEIVED_BYTES);
        write = meters.histogram(Metric.WRITE_SECONDS);
        delivery = meters.histogram(Metric.DELIVERY_SECONDS);
    }

    @Override
    public void handshakeRefused(EngineError error) {
        Objects.requireNonNull(refused.get(error)).increment();
    }

    @Override
    public void sessionOpened(boolean onWebSocket) {
        accepted.increment();
        (onWebSocket ? websocket : polling).incrementAndGet();
    }

    @Override
    public void sessionUpgraded() {
        polling.decrementAndGet();
        websocket.incrementAndGet();
        upgraded.increment();
    }

    @Override
    public void sessionClosed(boolean onWebSocket, CloseReason reason) {
        (onWebSocket ? websocket : polling).decrementAndGet();
        Objects.requireNonNull(closed.get(reason)).increment();
    }

    @Override
    public void forwarded(Outcome outcome) {
        Objects.requireNonNull(forwarded.get(outcome)).increment();
    }

    @Override
    public void sent(long bytes) {
        sent.increment((double) bytes);
    }

    @Override
    public void received(long bytes) {
        received.increment((double) bytes);
    }

    @Override
    public @Nullable WriteTimes times() {
        return timed ? new WriteTimes(write, delivery) : null;
    }
}
