package io.roomlog.edge.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.roomlog.common.metrics.Meters;
import io.roomlog.common.metrics.Metric;
import io.roomlog.edge.app.VerbEvents;
import io.roomlog.edge.auth.AuthEvents;
import io.roomlog.edge.canary.CanaryEvents;
import io.roomlog.edge.engineio.EngineEvents;
import io.roomlog.edge.history.HistoryEvents;
import io.roomlog.edge.log.ClientEvents;
import io.roomlog.edge.log.Headroom;
import io.roomlog.edge.log.LogEvents;
import io.roomlog.edge.log.LogProbe;
import io.roomlog.edge.log.TailLag;
import io.roomlog.edge.peer.ForwardEvents;
import io.roomlog.edge.room.RoomEvents;
import io.roomlog.edge.session.SessionEvents;
import io.roomlog.edge.socketio.SocketEvents;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.LongStream;

/// The edge's metrics: what its parts count, and what is looked at when it is asked for. Thread-safe.
public final class EdgeMetrics implements AutoCloseable {
    private final Meters meters;
    private final KafkaMeters kafka;
    private final EngineMetrics engine;
    private final RoomMetrics rooms;
    private final PastMetrics pasts;
    private final AccessMetrics access;
    private final Counter leasesLost;

    /// @param timed whether the time of each delivery, and its stages, are noted
    public EdgeMetrics(String region, boolean timed) {
        meters = new Meters(region);
        meters.info("edge");
        kafka = new KafkaMeters(meters);
        engine = new EngineMetrics(meters, timed);
        rooms = new RoomMetrics(meters, timed);
        pasts = new PastMetrics(meters);
        access = new AccessMetrics(meters);
        leasesLost = meters.counter(Metric.LEASES_LOST);
    }

    public EngineEvents engine() {
        return engine;
    }

    public ForwardEvents peers() {
        return engine;
    }

    public RoomEvents rooms() {
        return rooms;
    }

    public SessionEvents sessions() {
        return pasts;
    }

    public HistoryEvents history() {
        return pasts;
    }

    public LogEvents log() {
        return pasts;
    }

    public AuthEvents auth() {
        return access;
    }

    public SocketEvents sockets() {
        return access;
    }

    public VerbEvents verbs() {
        return access;
    }

    /// For an edge that has a canary: its metrics are there from now on.
    public CanaryEvents canary() {
        return new CanaryMetrics(meters);
    }

    public ClientEvents clients() {
        return kafka;
    }

    /// Others took this edge for dead.
    public void leaseLost() {
        leasesLost.increment();
    }

    /// Shows how the log is, as it is seen from here.
    ///
    /// @param partitions how many `rooms` has
    public void log(LogProbe probe, TailLag lag, Headroom headroom, int partitions) {
        meters.gauge(Metric.LOG_REACHABLE, () -> probe.reachable() ? 1 : 0);
        for (String topic : probe.topics()) {
            meters.gauge(Metric.UNDER_REPLICATED, () -> probe.underReplicated(topic), topic);
            meters.gauge(Metric.UNWRITABLE, () -> probe.unwritable(topic), topic);
        }
        meters.gauge(Metric.TAILED_PARTITIONS, () -> lag.partitions().size());
        for (int partition = 0; partition < partitions; partition++) {
            int one = partition;
            meters.gauge(Metric.TAIL_LAG, () -> lag.seconds(one), Integer.toString(one));
        }
        meters.gauge(Metric.RETENTION_HEADROOM, headroom::seconds);
    }

    /// Shows who is there.
    ///
    /// @param queuedBytes what waits for each connection
    public void present(
            BooleanSupplier ready, IntSupplier sockets, IntSupplier routers, Supplier<LongStream> queuedBytes) {
        meters.gauge(Metric.READY, () -> ready.getAsBoolean() ? 1 : 0);
        meters.gauge(Metric.SOCKETS, sockets::getAsInt);
        meters.gauge(Metric.ROUTERS, routers::getAsInt);
        meters.distribution(Metric.QUEUED_BYTES, queuedBytes);
    }

    /// Shows how old published keys are.
    public void keys(Supplier<Number> ageSeconds) {
        meters.gauge(Metric.JWKS_AGE, ageSeconds);
    }

    /// Shows when the certificate of the port for clients ends.
    ///
    /// @param endsAtSeconds since 1970
    public void certificate(LongSupplier endsAtSeconds) {
        meters.gauge(Metric.CERTIFICATE_EXPIRY, endsAtSeconds::getAsLong);
    }

    /// Where applications register their own.
    public MeterRegistry registry() {
        return meters.registry();
    }

    /// All metrics in Prometheus' text format.
    public String scrape() {
        return meters.scrape();
    }

    @Override
    public void close() {
        kafka.close();
        meters.close();
    }
}
