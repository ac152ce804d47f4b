package io.roomlog.edge.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.roomlog.edge.auth.AuthEvents;
import io.roomlog.edge.auth.TokenProblem;
import io.roomlog.edge.engineio.CloseReason;
import io.roomlog.edge.engineio.EngineError;
import io.roomlog.edge.engineio.EngineEvents;
import io.roomlog.edge.history.HistoryEvents;
import io.roomlog.edge.limit.Limit;
import io.roomlog.edge.limit.LimitEvents;
import io.roomlog.edge.log.LogEvents;
import io.roomlog.edge.room.RoomEvents;
import io.roomlog.edge.session.SessionEvents;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The edge's metrics in a Prometheus registry. Thread-safe; labels are bounded: never a room, a user or a
/// socket.
public final class EdgeMetrics
        implements EngineEvents,
                RoomEvents,
                LogEvents,
                HistoryEvents,
                SessionEvents,
                AuthEvents,
                LimitEvents,
                AutoCloseable {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final AtomicInteger polling = new AtomicInteger();
    private final AtomicInteger websocket = new AtomicInteger();
    private final Counter delivered;
    private final Counter setAside;
    private final Counter repeats;
    private final Counter gaps;
    private final Counter upgraded;
    private final Map<CloseReason, Counter> closed = new EnumMap<>(CloseReason.class);
    private final Map<EngineError, Counter> refused = new EnumMap<>(EngineError.class);
    private final Map<Limit, Counter> exceeded = new EnumMap<>(Limit.class);
    private final Map<TokenProblem, Counter> tokensRefused = new EnumMap<>(TokenProblem.class);
    private final Counter keysFetched;
    private final Counter keysNotFetched;
    private final Map<Resume, Counter> resumed = new EnumMap<>(Resume.class);
    private final Map<Source, Counter> pasts = new EnumMap<>(Source.class);
    private final Counter replayed;
    private final Counter reads;
    private final Counter recordsRead;
    private final Counter picks;
    private final Counter recordsPicked;
    private final Map<String, Counter> published = new ConcurrentHashMap<>();
    private final JvmGcMetrics gc = new JvmGcMetrics();

    public EdgeMetrics() {
        connections("polling", polling);
        connections("websocket", websocket);
        delivered = counter("roomlog.delivered", "Events handed to sockets from the log")
                .register(registry);
        setAside = counter("roomlog.records.set.aside", "Records that no client may get")
                .register(registry);
        repeats = counter("roomlog.repeats", "Records that repeat another, by their ids: nobody gets them")
                .register(registry);
        gaps = counter("roomlog.gaps", "Ranges of a partition that live sockets could not have")
                .register(registry);
        upgraded = counter("roomlog.upgrades", "Sessions that went from polling to WebSocket")
                .register(registry);
        for (CloseReason reason : CloseReason.values()) {
            closed.put(
                    reason,
                    counter("roomlog.connections.closed", "Engine.IO sessions that ended, by reason")
                            .tag("reason", label(reason.name()))
                            .register(registry));
        }
        for (EngineError error : EngineError.values()) {
            refused.put(
                    error,
                    counter("roomlog.handshakes.refused", "Engine.IO requests that were refused, by error")
                            .tag("error", label(error.name()))
                            .register(registry));
        }
        for (Limit limit : Limit.values()) {
            exceeded.put(
                    limit,
                    counter("roomlog.limits.exceeded", "What was refused because somebody had too much, by limit")
                            .tag("limit", label(limit.name()))
                            .register(registry));
        }
        for (TokenProblem problem : TokenProblem.values()) {
            tokensRefused.put(
                    problem,
                    counter("roomlog.tokens.refused", "Tokens that were not taken, by reason")
                            .tag("reason", label(problem.name()))
                            .register(registry));
        }
        keysFetched = keyFetches("ok");
        keysNotFetched = keyFetches("failed");
        for (Resume result : Resume.values()) {
            resumed.put(
                    result,
                    counter("roomlog.resumes", "Clients that asked to resume, by what they got")
                            .tag("result", label(result.name()))
                            .register(registry));
        }
        for (Source source : Source.values()) {
            pasts.put(
                    source,
                    counter("roomlog.history.reads", "Pieces of rooms' pasts that were read, by where they were found")
                            .tag("source", label(source.name()))
                            .register(registry));
        }
        replayed = counter("roomlog.replayed", "Events read back and sent to sockets that resumed")
                .register(registry);
        reads = counter("roomlog.log.reads", "Fetches that brought records to those who read the log back")
                .register(registry);
        recordsRead = counter("roomlog.log.reads.records", "Records that these fetches brought")
                .register(registry);
        picks = counter("roomlog.log.picks", "Fetches for single records whose places were known")
                .register(registry);
        recordsPicked = counter("roomlog.log.picks.records", "Single records that were read so")
                .register(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        gc.bindTo(registry);
    }

    private void connections(String transport, AtomicInteger count) {
        Gauge.builder("roomlog.connections", count, AtomicInteger::get)
                .description("Engine.IO sessions that are open, by transport")
                .tag("transport", transport)
                .register(registry);
    }

    private Counter keyFetches(String outcome) {
        return counter("roomlog.jwks.fetches", "Fetches of the keys that issuers publish, by outcome")
                .tag("outcome", outcome)
                .register(registry);
    }

    /// Shows when the certificate of the port for clients ends.
    ///
    /// @param endsAtSeconds since 1970
    public void certificate(LongSupplier endsAtSeconds) {
        Gauge.builder("roomlog.tls.certificate.expiry", endsAtSeconds::getAsLong)
                .description("When the first certificate of the chain that clients are shown ends, since 1970")
                .baseUnit("seconds")
                .register(registry);
    }

    private static Counter.Builder counter(String name, String help) {
        return Counter.builder(name).description(help);
    }

    private static String label(String constant) {
        return constant.toLowerCase(Locale.ROOT);
    }

    /// Where more can be registered.
    public MeterRegistry registry() {
        return registry;
    }

    /// All metrics in Prometheus' text format.
    public String scrape() {
        return registry.scrape();
    }

    @Override
    public void handshakeRefused(EngineError error) {
        count(refused.get(error));
    }

    @Override
    public void sessionOpened(boolean onWebSocket) {
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
        count(closed.get(reason));
    }

    @Override
    public void delivered(int sockets) {
        delivered.increment(sockets);
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
    public void published(String outcome) {
        published
                .computeIfAbsent(
                        outcome,
                        label -> counter("roomlog.published", "Events that were to be appended to rooms, by outcome")
                                .tag("outcome", label)
                                .register(registry))
                .increment();
    }

    @Override
    public void gap() {
        gaps.increment();
    }

    @Override
    public void read(int records) {
        reads.increment();
        recordsRead.increment(records);
    }

    @Override
    public void picked(int records, long fetches) {
        picks.increment((double) fetches);
        recordsPicked.increment(records);
    }

    @Override
    public void pastRead(Source source) {
        count(pasts.get(source));
    }

    @Override
    public void resumed(Resume result, int records) {
        count(resumed.get(result));
        replayed.increment(records);
    }

    @Override
    public void exceeded(Limit limit) {
        count(exceeded.get(limit));
    }

    @Override
    public void tokenRefused(TokenProblem problem) {
        count(tokensRefused.get(problem));
    }

    @Override
    public void keysFetched(boolean had) {
        count(had ? keysFetched : keysNotFetched);
    }

    private static void count(@Nullable Counter counter) {
        if (counter != null) {
            counter.increment();
        }
    }

    @Override
    public void close() {
        gc.close();
        registry.close();
    }
}
