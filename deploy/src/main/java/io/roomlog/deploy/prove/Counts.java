package io.roomlog.deploy.prove;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/// What is counted while it runs. Thread-safe.
final class Counts {
    private final LongAdder deliveries = new LongAdder();
    private final LongAdder acks = new LongAdder();
    private final LongAdder verbsFailed = new LongAdder();
    private final LongAdder recovered = new LongAdder();
    private final LongAdder anew = new LongAdder();
    private final LongAdder losses = new LongAdder();
    private final LongAdder pending = new LongAdder();
    private final LongAdder presenceChecks = new LongAdder();
    private final AtomicLong presenceMillis = new AtomicLong();
    private final List<Long> resumeNanos = new ArrayList<>();
    private final Map<String, LongAdder> closings = new ConcurrentSkipListMap<>();
    private final Map<FaultKind, LongAdder> faults = new ConcurrentHashMap<>();

    void delivered() {
        deliveries.increment();
    }

    void acked() {
        acks.increment();
    }

    void verbFailed() {
        verbsFailed.increment();
    }

    void visit(Visit visit) {
        if (visit.recovered()) {
            recovered.increment();
            synchronized (resumeNanos) {
                resumeNanos.add(visit.answeredNanos() - visit.begunNanos());
            }
        } else if (visit.number() > 0) {
            anew.increment();
        }
    }

    /// Somebody was told that another region may have more.
    void pending() {
        pending.increment();
    }

    long pendingTold() {
        return pending.sum();
    }

    void lost(String why) {
        losses.increment();
    }

    void closing(String code) {
        closings.computeIfAbsent(code, key -> new LongAdder()).increment();
    }

    void fault(FaultKind kind) {
        faults.computeIfAbsent(kind, key -> new LongAdder()).increment();
    }

    /// The members of so many rooms were compared.
    ///
    /// @param millis until they were what they had to be
    void presence(int rooms, long millis) {
        presenceChecks.add(rooms);
        presenceMillis.accumulateAndGet(millis, Math::max);
    }

    long presenceChecks() {
        return presenceChecks.sum();
    }

    /// The longest time until all members were told right.
    long presenceMillis() {
        return presenceMillis.get();
    }

    long deliveries() {
        return deliveries.sum();
    }

    long acks() {
        return acks.sum();
    }

    long verbsFailed() {
        return verbsFailed.sum();
    }

    long recovered() {
        return recovered.sum();
    }

    /// Visits after a client's first whose session was not recovered.
    long anew() {
        return anew.sum();
    }

    long losses() {
        return losses.sum();
    }

    long faults() {
        return faults.values().stream().mapToLong(LongAdder::sum).sum();
    }

    Map<String, Long> faultsByKind() {
        Map<String, Long> sums = new TreeMap<>();
        faults.forEach((kind, count) -> sums.put(kind.typed(), count.sum()));
        return sums;
    }

    Map<String, Long> closings() {
        Map<String, Long> sums = new TreeMap<>();
        closings.forEach((code, count) -> sums.put(code, count.sum()));
        return sums;
    }

    /// The times from the beginning of the connection to CONNECT's answer, ascending, in milliseconds.
    List<Long> resumeMillis() {
        synchronized (resumeNanos) {
            return resumeNanos.stream().map(nanos -> nanos / 1_000_000).sorted().toList();
        }
    }
}
