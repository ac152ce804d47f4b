package io.roomlog.edge.room;

import io.roomlog.common.log.RecordId;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// The idempotency keys of the last minutes in the partitions that are followed: what tells a repeat.
///
/// A record is a repeat if any record of its room, user and key, counted or not, lies less than [#SPAN] before it by
/// the log's stamps. What lies before a partition was opened has to be learned from the log before that can be said
/// of the first records; later everything that counts has come by. The tail's thread writes, any thread reads.
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

    /// The keys of one slot, from where it was opened.
    static final class Window {
        private final IdTable ids = new IdTable(MOST);
        private final Map<Long, CompletableFuture<Long>> awaited = new HashMap<>(0);
        private final long start;
        private final long opened = System.currentTimeMillis();
        private long firstStamp = Long.MAX_VALUE;
        private long learnedFrom = Long.MAX_VALUE;
        private @Nullable CompletableFuture<Void> learning;

        Window(long start) {
            this.start = start;
        }

        private synchronized void pass(long stamp) {
            firstStamp = Math.min(firstStamp, stamp);
        }

        private synchronized Verdict take(RecordId id, long offset, long stamp) {
            boolean repeat = ids.hasBehind(id, stamp - SPAN.toMillis());
            if (!repeat && start > 0 && learnedFrom == Long.MAX_VALUE && stamp - SPAN.toMillis() < firstStamp) {
                return Verdict.UNKNOWN;
            }
            long first = ids.put(id, offset, stamp, repeat, stamp - SPAN.toMillis());
            CompletableFuture<Long> wanted = awaited.remove(offset);
            if (wanted != null) {
                wanted.complete(first);
            }
            return repeat ? Verdict.REPEAT : Verdict.FIRST;
        }

        long start() {
            return start;
        }

        /// When it was opened, at the end of the log then; milliseconds since 1970.
        long opened() {
            return opened;
        }

        /// Begins to learn what lies before it, unless that has begun.
        ///
        /// @return who is to complete it; empty where somebody does, or there is nothing to learn
        synchronized Optional<CompletableFuture<Void>> beginLearning() {
            if (learning != null) {
                return Optional.empty();
            }
            learning = new CompletableFuture<>();
            if (start == 0) {
                learning.complete(null);
                return Optional.empty();
            }
            return Optional.of(learning);
        }

        /// Completed once what lies before it has been learned.
        synchronized CompletableFuture<Void> learned() {
            return learning == null ? CompletableFuture.completedFuture(null) : learning;
        }

        private synchronized void learn(List<Keyed> before, long from) {
            for (Keyed keyed : before) {
                long oldest = keyed.stamp() - SPAN.toMillis();
                ids.put(keyed.id(), keyed.offset(), keyed.stamp(), ids.hasBehind(keyed.id(), oldest), oldest);
            }
            learnedFrom = from;
        }

        private synchronized long learnedFrom() {
            return learnedFrom;
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

    RecentIds(int slots) {
        this.windows = new AtomicReferenceArray<>(slots);
    }

    // ---- on the tail's thread

    void open(int slot, long start) {
        close(slot);
        windows.set(slot, new Window(start));
    }

    void close(int slot) {
        Window window = windows.getAndSet(slot, null);
        if (window != null) {
            window.close();
        }
    }

    @Nullable
    Window window(int slot) {
        return windows.get(slot);
    }

    /// A record without a key goes by.
    void pass(int slot, long stamp) {
        Window window = windows.get(slot);
        if (window != null && stamp < window.firstStamp) {
            window.pass(stamp);
        }
    }

    /// A record with a key comes; the key is remembered unless the verdict is unknown.
    Verdict take(int slot, RecordId id, long offset, long stamp) {
        Window window = windows.get(slot);
        if (window == null) {
            return Verdict.FIRST;
        }
        window.pass(stamp);
        return window.take(id, offset, stamp);
    }

    /// What lies before a partition's first records has been read.
    ///
    /// @param before in log order
    /// @param from the stamp from which on they were read, milliseconds since 1970
    /// @return whether the partition has been open all the time
    boolean learn(int slot, Window window, List<Keyed> before, long from) {
        window.learn(before, from);
        return windows.get(slot) == window;
    }

    /// The offset of the record that one which has come repeats, or its own if it is the first; empty where it came
    /// before the partition was opened, or has been forgotten.
    OptionalLong firstOf(int slot, RecordId id, long offset) {
        Window window = windows.get(slot);
        return window == null || offset < window.start ? OptionalLong.empty() : window.first(id, offset);
    }

    /// The same for one that is yet to come.
    ///
    /// @return cancelled if the partition is closed before
    CompletableFuture<Long> first(int slot, long offset) {
        Window window = windows.get(slot);
        CompletableFuture<Long> cancelled = new CompletableFuture<>();
        cancelled.cancel(false);
        return window == null ? cancelled : window.await(offset);
    }

    // ---- on any thread

    /// What can be said of a record that lies somewhere in a partition.
    ///
    /// @param stamp the record's, milliseconds since 1970
    Verdict look(int slot, RecordId id, long offset, long stamp) {
        Window window = windows.get(slot);
        OptionalLong first = window == null ? OptionalLong.empty() : window.first(id, offset);
        if (first.isEmpty()) {
            return Verdict.UNKNOWN;
        }
        if (first.getAsLong() != offset) {
            return Verdict.REPEAT;
        }
        // the first of what was learned may repeat one before that
        return offset >= window.start || stamp - SPAN.toMillis() >= window.learnedFrom()
                ? Verdict.FIRST
                : Verdict.UNKNOWN;
    }
}
