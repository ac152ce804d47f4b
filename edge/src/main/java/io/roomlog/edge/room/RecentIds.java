package io.roomlog.edge.room;

import io.roomlog.common.log.RecordId;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// The idempotency keys of the last minutes in the partitions that are followed: what tells a repeat.
///
/// A record is a repeat if any record of its room, user and key, counted or not, lies less than [#SPAN] before it by
/// the
/// log's stamps. What lies before a partition was opened has to be learned from the log before that can be said of
/// the
/// first records; later everything that counts has come by. The tail's thread writes, any thread reads.
final class RecentIds {
    /// Longer than an append can be on its way.
    static final Duration SPAN = Duration.ofMinutes(5);

    /// Most keys of a partition; beyond, the oldest are forgotten, and a repeat that comes late is not told.
    private static final int MOST = 1_000_000;

    private final AtomicReferenceArray<@Nullable Window> windows;

    /// What can be said of a record.
    enum Verdict {
        /// No record before it has its key.
        FIRST,
        /// It is one again, and for nobody.
        REPEAT,
        /// What lies before it has to be looked at.
        UNKNOWN
    }

    /// A record with a key.
    record Keyed(RecordId id, long offset, long stamp) {}

    /// The keys of one partition, from where it was opened.
    static final class Window {
        private final IdTable ids = new IdTable(MOST);
        private final Map<Long, CompletableFuture<Long>> awaited = new HashMap<>(0);
        private final long start;
        private long firstStamp = Long.MAX_VALUE;
        private boolean learned;

        Window(long start) {
            this.start = start;
        }

        private synchronized void pass(long stamp) {
            firstStamp = Math.min(firstStamp, stamp);
        }

        private synchronized Verdict take(RecordId id, long offset, long stamp) {
            boolean repeat = ids.hasBehind(id, stamp - SPAN.toMillis());
            if (!repeat && start > 0 && !learned && stamp - SPAN.toMillis() < firstStamp) {
                return Verdict.UNKNOWN;
            }
            long first = ids.put(id, offset, stamp, repeat, stamp - SPAN.toMillis());
            CompletableFuture<Long> wanted = awaited.remove(offset);
            if (wanted != null) {
                wanted.complete(first);
            }
            return repeat ? Verdict.REPEAT : Verdict.FIRST;
        }

        private synchronized void learn(List<Keyed> before) {
            for (Keyed keyed : before) {
                long oldest = keyed.stamp() - SPAN.toMillis();
                ids.put(keyed.id(), keyed.offset(), keyed.stamp(), ids.hasBehind(keyed.id(), oldest), oldest);
            }
            learned = true;
        }

        private synchronized OptionalLong first(RecordId id, long offset) {
            return ids.firstOf(id, offset);
        }

        private synchronized CompletableFuture<Long> await(long offset) {
            return awaited.computeIfAbsent(offset, key -> new CompletableFuture<>());
        }

        private synchronized void close() {
            awaited.values().forEach(wanted -> wanted.cancel(false));
        }
    }

    RecentIds(int partitions) {
        this.windows = new AtomicReferenceArray<>(partitions);
    }

    // ---- on the tail's thread

    void open(int partition, long start) {
        close(partition);
        windows.set(partition, new Window(start));
    }

    void close(int partition) {
        Window window = windows.getAndSet(partition, null);
        if (window != null) {
            window.close();
        }
    }

    @Nullable
    Window window(int partition) {
        return windows.get(partition);
    }

    /// A record without a key goes by.
    void pass(int partition, long stamp) {
        Window window = windows.get(partition);
        if (window != null && stamp < window.firstStamp) {
            window.pass(stamp);
        }
    }

    /// A record with a key comes; the key is remembered unless the verdict is unknown.
    Verdict take(int partition, RecordId id, long offset, long stamp) {
        Window window = windows.get(partition);
        if (window == null) {
            return Verdict.FIRST;
        }
        window.pass(stamp);
        return window.take(id, offset, stamp);
    }

    /// What lies before a partition's first records has been read.
    ///
    /// @param before in log order
    /// @return whether the partition has been open all the time
    boolean learn(int partition, Window window, List<Keyed> before) {
        window.learn(before);
        return windows.get(partition) == window;
    }

    /// The offset of the record that one which has come repeats, or its own if it is the first; empty where it came
    /// before the partition was opened, or has been forgotten.
    OptionalLong firstOf(int partition, RecordId id, long offset) {
        Window window = windows.get(partition);
        return window == null || offset < window.start ? OptionalLong.empty() : window.first(id, offset);
    }

    /// The same for one that is yet to come.
    ///
    /// @return cancelled if the partition is closed before
    CompletableFuture<Long> first(int partition, long offset) {
        Window window = windows.get(partition);
        CompletableFuture<Long> cancelled = new CompletableFuture<>();
        cancelled.cancel(false);
        return window == null ? cancelled : window.await(offset);
    }

    // ---- on any thread

    /// What can be said of a record that lies somewhere in a partition.
    Verdict look(int partition, RecordId id, long offset) {
        Window window = windows.get(partition);
        OptionalLong first = window == null ? OptionalLong.empty() : window.first(id, offset);
        if (first.isEmpty()) {
            return Verdict.UNKNOWN;
        }
        if (first.getAsLong() != offset) {
            return Verdict.REPEAT;
        }
        // of what was learned the first may repeat one before that
        return offset >= window.start ? Verdict.FIRST : Verdict.UNKNOWN;
    }
}
