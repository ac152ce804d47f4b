package io.roomlog.router.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.roomlog.router.fanout.FanoutEvents;
import io.roomlog.router.index.IndexEvents;
import io.roomlog.router.lease.LeaseEvents;
import io.roomlog.router.presence.PresenceEvents;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// The router's metrics in a Prometheus registry. Thread-safe; labels are bounded: never a room, a user or a socket.
public final class RouterMetrics implements FanoutEvents, IndexEvents, PresenceEvents, LeaseEvents, AutoCloseable {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics gc = new JvmGcMetrics();
    private final Map<String, Counter> deadLetters = new ConcurrentHashMap<>();
    private final DistributionSummary spread;
    private final Counter indexed;
    private final Counter repeats;
    private final Counter moved;
    private final Counter pruned;
    private final Counter lapsed;
    private final Counter ended;

    public RouterMetrics() {
        spread = DistributionSummary.builder("roomlog.router.fanout.width")
                .description("Rooms that records of the topic fanout were copied to")
                .register(registry);
        indexed = counter("roomlog.router.indexed", "Events put into their rooms' index");
        repeats = counter("roomlog.router.repeats", "Records that were repeats of others, by their id");
        moved = counter("roomlog.router.moved", "Records appended anew, for they were in a wrong partition");
        pruned = counter("roomlog.router.pruned", "Entries of the index deleted, the log having let go of theirs");
        lapsed = counter("roomlog.router.lapsed", "Sockets that departed because their edge had died");
        ended = counter("roomlog.router.leases.ended", "Leases of edges and routers that this router found run out");
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        gc.bindTo(registry);
    }

    private Counter counter(String name, String help) {
        return Counter.builder(name).description(help).register(registry);
    }

    /// Something that is looked at when it is asked for.
    ///
    /// @param name with `roomlog.router.` before it
    public void gauge(String name, String help, Supplier<Number> value) {
        Gauge.builder("roomlog.router." + name, value).description(help).register(registry);
    }

    /// All metrics in Prometheus' text format.
    public String scrape() {
        return registry.scrape();
    }

    @Override
    public void deadLettered(String topic) {
        deadLetters
                .computeIfAbsent(
                        topic,
                        label -> Counter.builder("roomlog.router.dead.letters")
                                .description("Records that cannot be used, by the topic that they were in")
                                .tag("topic", label)
                                .register(registry))
                .increment();
    }

    @Override
    public void spread(int rooms) {
        spread.record(rooms);
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
    public void close() {
        gc.close();
        registry.close();
    }
}
