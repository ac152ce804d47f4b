package io.roomlog.edge.lease;

import io.roomlog.common.log.LeaseRecord;
import io.roomlog.common.log.LeaseRecord.Role;
import io.roomlog.common.log.LeaseRecord.State;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// What an edge knows of leases from the records that it has read: which incarnation is its own, and which others
/// live. Not thread-safe.
///
/// Whether another is silent is measured with a clock that goes only while the edge's own records come back: as long
/// as the log is away nobody is heard, and nobody is forgotten for that. After an outage it goes on by no more than
/// half a lease, which leaves the others time to be heard again.
final class LeaseBook {
    private final String id;
    private final Supplier<String> nonces;
    private final Duration lease;
    private final String key;
    private final Set<String> own = new HashSet<>();
    private final Map<String, Other> others = new HashMap<>();
    private String incarnation;
    private boolean returned;
    private boolean replaced;
    private long returnedNanos;
    private long heardNanos;

    /// The last word of an edge or a router.
    ///
    /// @param heardNanos when it came, by the clock that goes only while records come back
    private record Other(LeaseRecord lease, long heardNanos, long stampMs) {}

    /// What a record says of this edge.
    enum Finding {
        /// Nothing that it has to do something about.
        NOTHING,
        /// It has been ended, and has another incarnation now, which is to be written.
        ENDED,
        /// The incarnation that it took in place of one that was ended is in the log.
        REPLACED,
        /// Another process has the same id.
        CONTESTED
    }

    /// @param id of the edge
    /// @param nonces different texts, one for each incarnation
    LeaseBook(String id, Supplier<String> nonces, Duration lease) {
        this.id = id;
        this.nonces = nonces;
        this.lease = lease;
        this.incarnation = next();
        this.key = lease(State.LIVE, "", "").key();
    }

    private String next() {
        String taken = LeaseRecord.incarnation(id, nonces.get());
        own.add(taken);
        return taken;
    }

    String incarnation() {
        return incarnation;
    }

    /// Takes another incarnation in place of the one that there is.
    void replace() {
        incarnation = next();
        replaced = true;
    }

    /// What the edge says of itself.
    LeaseRecord lease(State state, String address, String region) {
        return new LeaseRecord(Role.EDGE, incarnation, state, address, region);
    }

    /// Whether a record of this edge has come back: what the log held at its start has been read before.
    boolean isUpToDate() {
        return returned;
    }

    /// Takes a record in, in log order.
    ///
    /// @param said empty where it is deleted, or none
    /// @param stampMs as the log stamped it
    /// @param nowNanos when it was read
    Finding read(String recordKey, Optional<LeaseRecord> said, long stampMs, long nowNanos) {
        if (recordKey.equals(key)) {
            return said.map(record -> ofOwnKey(record, stampMs, nowNanos)).orElse(Finding.NOTHING);
        }
        Optional<LeaseRecord> live = said.filter(record -> record.state() == State.LIVE);
        if (live.isEmpty()) {
            others.remove(recordKey);
        } else {
            others.put(recordKey, new Other(live.get(), heardNanos, stampMs));
        }
        return Finding.NOTHING;
    }

    private Finding ofOwnKey(LeaseRecord record, long stampMs, long nowNanos) {
        boolean live = record.state() == State.LIVE;
        if (!record.incarnation().equals(incarnation)) {
            // what comes before the first of one's own is of an earlier life
            return live && returned && !own.contains(record.incarnation()) ? Finding.CONTESTED : Finding.NOTHING;
        }
        if (record.state() == State.ENDED) {
            replace();
            return Finding.ENDED;
        }
        if (live) {
            goOn(stampMs, nowNanos);
            if (replaced) {
                replaced = false;
                return Finding.REPLACED;
            }
        }
        return Finding.NOTHING;
    }

    private void goOn(long stampMs, long nowNanos) {
        if (returned) {
            heardNanos += Math.min(nowNanos - returnedNanos, lease.toNanos() / 2);
            others.values().removeIf(other -> heardNanos - other.heardNanos > lease.toNanos());
        } else {
            returned = true;
            others.values().removeIf(other -> other.stampMs < stampMs - lease.toMillis());
        }
        returnedNanos = nowNanos;
    }

    /// The addresses of the routers that are known to live.
    List<String> routers() {
        return living(Role.ROUTER).map(LeaseRecord::address).distinct().sorted().toList();
    }

    /// The last words of the other edges that are known to live.
    List<LeaseRecord> edges() {
        return living(Role.EDGE).toList();
    }

    private Stream<LeaseRecord> living(Role role) {
        return others.values().stream().map(Other::lease).filter(one -> one.role() == role);
    }
}
