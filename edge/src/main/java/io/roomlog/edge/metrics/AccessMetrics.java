package io.roomlog.edge.metrics;

import io.micrometer.core.instrument.Counter;
import io.roomlog.common.metrics.Histogram;
import io.roomlog.common.metrics.Meters;
import io.roomlog.common.metrics.Metric;
import io.roomlog.edge.app.ErrorCode;
import io.roomlog.edge.app.VerbEvents;
import io.roomlog.edge.auth.AuthEvents;
import io.roomlog.edge.auth.TokenProblem;
import io.roomlog.edge.limit.Limit;
import io.roomlog.edge.socketio.SocketEvents;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// What clients ask for, and what they are refused. Thread-safe.
final class AccessMetrics implements AuthEvents, SocketEvents, VerbEvents {
    private final Meters meters;
    private final Map<Limit, Counter> exceeded;
    private final Map<TokenProblem, Counter> tokensRefused;
    private final Counter tokensRenewed;
    private final Counter tokensExpired;
    private final Counter keysFetched;
    private final Counter keysNotFetched;
    private final Map<Verb, Histogram> times = new EnumMap<>(Verb.class);
    private final Map<Verb, Counter> done;
    private final Map<Refused, Counter> refused = new ConcurrentHashMap<>();

    private record Refused(Verb verb, ErrorCode code) {}

    AccessMetrics(Meters meters) {
        this.meters = meters;
        exceeded = meters.counters(Metric.LIMITS_EXCEEDED, Limit.class);
        tokensRefused = meters.counters(Metric.TOKENS_REFUSED, TokenProblem.class);
        tokensRenewed = meters.counter(Metric.TOKENS_RENEWED);
        tokensExpired = meters.counter(Metric.TOKENS_EXPIRED);
        keysFetched = meters.counter(Metric.JWKS_FETCHES, "ok");
        keysNotFetched = meters.counter(Metric.JWKS_FETCHES, "failed");
        done = new EnumMap<>(Verb.class);
        for (Verb verb : Verb.values()) {
            times.put(verb, meters.histogram(Metric.VERB_SECONDS, Meters.label(verb)));
            done.put(verb, meters.counter(Metric.VERBS, Meters.label(verb), "ok"));
        }
    }

    @Override
    public void answered(Verb verb, Optional<ErrorCode> error, long nanos) {
        Objects.requireNonNull(times.get(verb)).record(nanos);
        if (error.isPresent()) {
            refused.computeIfAbsent(
                            new Refused(verb, error.get()),
                            one -> meters.counter(
                                    Metric.VERBS,
                                    Meters.label(one.verb()),
                                    one.code().text()))
                    .increment();
            return;
        }
        Objects.requireNonNull(done.get(verb)).increment();
        if (verb == Verb.AUTHENTICATE) {
            tokensRenewed.increment();
        }
    }

    @Override
    public void exceeded(Limit limit) {
        Objects.requireNonNull(exceeded.get(limit)).increment();
    }

    @Override
    public void tokenRefused(TokenProblem problem) {
        Objects.requireNonNull(tokensRefused.get(problem)).increment();
    }

    @Override
    public void tokenExpired() {
        tokensExpired.increment();
    }

    @Override
    public void keysFetched(boolean had) {
        (had ? keysFetched : keysNotFetched).increment();
    }
}
