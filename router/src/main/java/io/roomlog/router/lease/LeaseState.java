package io.roomlog.router.lease;

import io.roomlog.common.log.LeaseRecord;
import io.roomlog.common.log.LeaseRecord.Role;
import io.roomlog.common.log.LeaseRecord.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Who lives, by what has been read in `edges`. Thread-safe.
///
/// A lease has run out when nothing was heard of its incarnation for as long as a lease is, *and* all through that time
/// this router has written to `edges` and read that back: its own records are the proof that the others' would have
/// come through. Between two of them that it reads there may be less than half a lease; else the watch begins anew. So
/// neither an outage of the log nor a router that stood still ends anybody.
///
/// That a lease has run out is said in `edges`, and holds once it is read there: so all routers, and the edges, come to
/// the same, in one order.
final class LeaseState {
    private static final int REMEMBERED = 10_000;

    private final long leaseNanos;
    private final Map<String, Known> processes = new HashMap<>();
    private final Set<String> ended = remembered();
    private final Set<String> superseded = remembered();
    private boolean watching;
    private long watchedFrom;
    private long lastBeat;

    /// The incarnation of a process that is the newest, as far as is known.
    ///
    /// @param last what was last said of it
    /// @param heardNanos when that was read
    private record Known(LeaseRecord last, long heardNanos) {}

    private static Set<String> remembered() {
        return Collections.newSetFromMap(new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                return size() > REMEMBERED;
            }
        });
    }

    LeaseState(Duration lease) {
        leaseNanos = lease.toNanos();
    }

    /// A record was read.
    ///
    /// @param own whether this router has written it of itself, in this incarnation
    /// @param nowNanos when, by `System.nanoTime`
    synchronized void read(LeaseRecord record, boolean own, long nowNanos) {
        if (ended.contains(record.incarnation())) {
            return; // what it wrote before came late
        }
        Known known = processes.get(record.key());
        boolean isAnother = known != null && !known.last.incarnation().equals(record.incarnation());
        if (record.state() == State.ENDED) {
            ended.add(record.incarnation());
            if (isAnother) {
                return;
            }
        } else if (known != null && isAnother) {
            if (isOldAgain(record, known, nowNanos)) {
                return;
            }
            superseded.add(known.last.incarnation());
            superseded.remove(record.incarnation());
        }
        processes.put(record.key(), new Known(record, nowNanos));
        if (own && record.state() == State.LIVE) {
            beat(nowNanos);
        }
    }

    /// Whether it is of an incarnation that was there before the newest, which lives.
    private boolean isOldAgain(LeaseRecord record, Known newest, long nowNanos) {
        return superseded.contains(record.incarnation()) && nowNanos - newest.heardNanos < leaseNanos / 2;
    }

    private void beat(long nowNanos) {
        if (!watching || nowNanos - lastBeat >= leaseNanos / 2) {
            watchedFrom = nowNanos;
        }
        watching = true;
        lastBeat = nowNanos;
    }

    /// A process is no longer in the topic.
    synchronized void forget(String key) {
        processes.remove(key);
    }

    /// Leases that have run out, and of which that is not said yet.
    ///
    /// @return what is to be said
    synchronized List<LeaseRecord> runOut() {
        List<LeaseRecord> records = new ArrayList<>();
        for (Known process : processes.values()) {
            if (process.last.state() != State.ENDED && watchedFor(process.heardNanos) >= leaseNanos) {
                records.add(process.last.in(State.ENDED));
            }
        }
        return records;
    }

    /// How long there has been a proof that nothing came, from a moment on.
    private long watchedFor(long fromNanos) {
        return watching ? lastBeat - Math.max(fromNanos, watchedFrom) : 0;
    }

    /// For how long, from a moment on, it is certain that what was written to the log would have been read.
    synchronized long watchedSince(long fromNanos) {
        return watchedFor(fromNanos);
    }

    /// Whether an edge's incarnation is over: its lease was ended, a later one of the edge is there, or nothing is
    /// known of the edge after a whole lease of watching.
    synchronized boolean isOver(String incarnation) {
        if (ended.contains(incarnation)) {
            return true;
        }
        Known process = processes.get(new LeaseRecord(Role.EDGE, incarnation, State.LIVE, "", "").key());
        if (process == null) {
            return watching && lastBeat - watchedFrom >= leaseNanos;
        }
        return !process.last.incarnation().equals(incarnation);
    }

    /// How many processes of a role live, as far as is known.
    synchronized long living(Role role) {
        return processes.values().stream()
                .filter(process -> process.last.role() == role && process.last.state() == State.LIVE)
                .count();
    }
}
