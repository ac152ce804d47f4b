package io.roomlog.router.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.roomlog.common.metrics.Histogram;
import io.roomlog.common.metrics.Meters;
import io.roomlog.common.metrics.Metric;
import io.roomlog.router.fanout.FanoutEvents;
import io.roomlog.router.index.IndexEvents;
import io.roomlog.router.lease.LeaseEvents;
import io.roomlog.router.presence.PresenceEvents;
import io.roomlog.router.query.QueryEvents;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.kafka.streams.KafkaStreams;

/// The router's metrics: what its parts count, and what is looked at when it is asked for. Thread-safe.
public final class RouterMetrics
        implements FanoutEvents, IndexEvents, PresenceEvents, LeaseEvents, QueryEvents, AutoCloseable {
    private final Meters meters;
    private final Map<String, Counter> deadLetters = new ConcurrentHashMap<>();
    private final Histogram fanoutRooms;
    private final Histogram fanoutTime;
    private final Counter indexed;
    private final Counter repeats;
    private final Counter moved;
    private final Counter pruned;
    private final Counter lapsed;
    private final Counter ended;

    public RouterMetrics(String region) {
        meters = new Meters(region);
        meters.info("router");
        fanoutRooms = meters.histogram(Metric.ROUTER_FANOUT_ROOMS);
        fanoutTime = meters.histogram(Metric.ROUTER_FANOUT_SECONDS);
        indexed = meters.counter(Metric.ROUTER_INDEXED);
        repeats = meters.counter(Metric.ROUTER_REPEATS);
        moved = meters.counter(Metric.ROUTER_MOVED);
        pruned = meters.counter(Metric.ROUTER_PRUNED);
        lapsed = meters.counter(Metric.ROUTER_LAPSED);
        ended = meters.counter(Metric.ROUTER_LEASES_ENDED);
    }

    /// Shows whether the router is ready.
    public void ready(BooleanSupplier ready) {
        meters.gauge(Metric.READY, () -> ready.getAsBoolean() ? 1 : 0);
    }

    /// Shows a topology: Kafka's own metrics, and how far behind it is.
    ///
    /// @param topics that it reads
    public void topology(KafkaStreams streams, Iterable<String> topics) {
        KafkaStreamsMetrics all = new KafkaStreamsMetrics(streams);
        all.bindTo(meters.registry());
        meters.closeToo(all);
        for (String topic : topics) {
            meters.gauge(Metric.ROUTER_LAG, () -> lag(streams, topic), topic);
        }
    }

    /// What Kafka's consumers say of the partitions that they have.
    private static double lag(KafkaStreams streams, String topic) {
        return streams.metrics().entrySet().stream()
                .filter(metric -> metric.getKey().name().equals("records-lag")
                        && topic.equals(metric.getKey().tags().get("topic")))
                .map(metric -> metric.getValue().metricValue())
                .filter(Number.class::isInstance)
                .mapToDouble(value -> ((Number) value).doubleValue())
                .filter(lag -> lag > 0) // unknown is not a number
                .sum();
    }

    /// Shows who lives, and who is present.
    public void present(Supplier<Number> sockets, Supplier<Number> edges, Supplier<Number> routers) {
        meters.gauge(Metric.ROUTER_SOCKETS, sockets);
        meters.gauge(Metric.ROUTER_EDGES, edges);
        meters.gauge(Metric.ROUTER_ROUTERS, routers);
    }

    /// Shows another region.
    ///
    /// @param unheard for how long nothing has come of it
    public void region(String name, Supplier<Number> sockets, Supplier<Duration> unheard) {
        meters.gauge(Metric.ROUTER_REMOTE_SOCKETS, sockets, name);
        meters.gauge(Metric.ROUTER_REGION_UNHEARD, () -> unheard.get().toMillis() / 1_000.0, name);
    }

    /// All metrics in Prometheus' text format.
    public String scrape() {
        return meters.scrape();
    }

    @Override
    public void deadLettered(String topic) {
        deadLetters
                .computeIfAbsent(topic, label -> meters.counter(Metric.ROUTER_DEAD_LETTERS, label))
                .increment();
    }

    @Override
    public void spread(int rooms, long stampMillis) {
        fanoutRooms.record(rooms);
        fanoutTime.record(TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis() - stampMillis));
    }

    @Override
    public void indexed() {
        indexed.increment();
    }

    @Override
    public void repeated() {
        repeats.increment();
    }

    @Override
    public void moved() {
        moved.increment();
    }

    @Override
    public void pruned(int entries) {
        pruned.increment(entries);
    }

    @Override
    public void lapsed(int sockets) {
        lapsed.increment(sockets);
    }

    @Override
    public void ended() {
        ended.increment();
    }

    @Override
    public void answered(String question, int status, long nanos) {
        meters.histogram(Metric.ROUTER_QUERY_SECONDS, question).record(nanos);
        meters.counter(Metric.ROUTER_QUERIES, question, Integer.toString(status))
                .increment();
    }

    @Override
    public void close() {
        meters.close();
    }
}
