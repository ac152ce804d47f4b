package io.roomlog.edge.history;

import io.roomlog.common.log.RoomKey;
import io.roomlog.edge.log.Log;
import io.roomlog.edge.log.LogException;
import io.roomlog.edge.log.LogReader.OutOfRangeException;
import io.roomlog.edge.room.RoomReader;
import io.roomlog.edge.room.RoomReader.Found;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/// Reads one room's slot in either direction, chunk by chunk, for one viewer. Blocking.
///
/// It ends when the answer is full, all has been looked at, or the time is up. The time is looked at between
/// two chunks only, so that each call comes on, however short the time and slow the log.
final class RoomScan {
    private static final long PAGE_BYTES = 2_000_000;

    private final Log log;
    private final RoomReader reader;
    private final int slot;
    private final Set<String> keys;
    private final Viewer viewer;

    RoomScan(Log log, RoomReader reader, int slot, RoomKey room, Viewer viewer) {
        this.log = log;
        this.reader = reader;
        this.slot = slot;
        this.keys = Set.of(room.text());
        this.viewer = viewer;
    }

    /// What was looked at.
    ///
    /// @param reached the answer has everything between here and where the scan began
    /// @param complete whether nothing is left in the direction of the scan
    /// @param lost what the log no longer holds
    record Scanned(long reached, boolean complete, Optional<Lost> lost) {
        /// The same, behind a range of which it is known already that it is lost.
        Scanned behind(Optional<Lost> known) {
            return new Scanned(reached, complete, Lost.both(known, lost));
        }
    }

    /// A range that the log no longer holds.
    record Lost(long from, long to) {
        /// One that is known already, and what was found behind it.
        static Optional<Lost> both(Optional<Lost> known, Optional<Lost> behind) {
            return known.isPresent() && behind.isPresent()
                    ? Optional.of(new Lost(known.get().from, behind.get().to))
                    : known.or(() -> behind);
        }
    }

    /// What the region that the slot's records come from is called.
    String region() {
        return log.layout().origins().region(log.layout().slots().origin(slot));
    }

    /// Where what is in memory begins; beyond all offsets where nothing is.
    long memoryBegin() {
        return reader.memoryBegin(slot);
    }

    /// The offset behind the last committed record, as of now.
    ///
    /// @throws LogException if the log does not say
    long end() {
        return ask(log.offsets().latest(List.of(slot)).thenApply(ends -> ends.getOrDefault(slot, 0L)));
    }

    /// How far what is here goes up to a place that live delivery begins at: of another region that may lie ahead of
    /// what has come.
    ///
    /// @throws LogException if the log does not say
    long hereOf(long place) {
        return log.layout().slots().origin(slot) == 0
                ? place
                : Math.min(
                        place, ask(log.offsets().latest(log.layout().origins().rooms(slot))));
    }

    /// Whether the log does not go as far as a place, not even with what is not committed yet. Another region's goes
    /// on; what is not here is to come.
    ///
    /// @throws LogException if the log does not say
    boolean isCutOffBefore(long place) {
        return log.layout().slots().origin(slot) == 0
                && place > ask(log.offsets().written(List.of(slot)).thenApply(ends -> ends.getOrDefault(slot, 0L)));
    }

    /// The first offset that the log holds.
    ///
    /// @throws LogException if the log does not say
    long beginning() {
        return ask(log.offsets().earliest(slot));
    }

    /// Adds what lies in a range to an answer, newest first.
    ///
    /// @param floor first offset; what the log no longer holds of it is no loss, but what has never come of it is
    /// @param end last offset, exclusive; committed
    Scanned backwards(long floor, long end, Answer answer, Budget budget) {
        ChunkSize size = new ChunkSize();
        long bottom = floor;
        long reached = end;
        Optional<Lost> next = Optional.empty();
        Optional<Lost> lost = Optional.empty();
        do {
            long begin = System.nanoTime();
            long from = Math.max(bottom, size.beginOf(reached));
            try {
                for (Iterator<Entry> newest = newest(from, reached, answer).descendingIterator(); newest.hasNext(); ) {
                    Entry entry = newest.next();
                    if (!answer.addFirst(entry)) {
                        return new Scanned(entry.offset() + 1, false, lost);
                    }
                }
                reached = from;
                size.took(budget.shareSince(begin));
            } catch (OutOfRangeException e) {
                bottom = Math.max(bottom, beginningBehind(from, e));
                next = Optional.of(new Lost(Math.max(floor, e.lostFrom()), bottom))
                        .filter(hole -> e.lostFrom() > 0);
            }
            if (reached <= bottom && next.isPresent()) {
                lost = Lost.both(next, lost);
                reached = next.get().from;
                bottom = floor;
                next = Optional.empty();
                if (!answer.isEmpty()) {
                    break;
                }
            }
        } while (reached > bottom && !budget.isSpent());
        return new Scanned(Math.max(reached, bottom), reached <= bottom, lost);
    }

    private Deque<Entry> newest(long from, long to, Answer answer) throws OutOfRangeException {
        Deque<Entry> window = new ArrayDeque<>();
        long at = from;
        while (at < to) {
            RoomReader.Page page = reader.read(slot, at, to, keys, PAGE_BYTES);
            for (Found found : page.records()) {
                Entry.of(found, viewer).ifPresent(window::addLast);
            }
            answer.trim(window);
            at = page.next();
        }
        return window;
    }

    /// Adds what lies in a range to an answer, oldest first. Begins behind what the log no longer holds.
    ///
    /// @param from first offset
    /// @param end last offset, exclusive; committed
    Scanned forwards(long from, long end, Answer answer, Budget budget) {
        ChunkSize size = new ChunkSize();
        Optional<Lost> lost = Optional.empty();
        long at = from;
        while (at < end && (at == from || !budget.isSpent())) {
            long begin = System.nanoTime();
            try {
                RoomReader.Page page = reader.read(slot, at, Math.min(end, size.endOf(at)), keys, PAGE_BYTES);
                for (Found found : page.records()) {
                    Optional<Entry> entry = Entry.of(found, viewer);
                    if (entry.isPresent() && !answer.addLast(entry.get())) {
                        return new Scanned(found.offset(), false, lost);
                    }
                }
                at = page.next();
                size.took(budget.shareSince(begin));
            } catch (OutOfRangeException e) {
                if (!answer.isEmpty()) {
                    return new Scanned(at, false, lost);
                }
                long onward = beginningBehind(at, e);
                lost = Optional.of(new Lost(lost.map(Lost::from).orElse(at), onward));
                at = onward;
            }
        }
        return new Scanned(at, at >= end, lost);
    }

    /// Where the log begins, which no longer holds an offset.
    private static long beginningBehind(long gone, OutOfRangeException e) {
        if (e.earliest() <= gone) {
            throw new LogException(LogException.Reason.UNAVAILABLE, "the log does not hold what it says", e);
        }
        return e.earliest();
    }

    private static <T> T ask(CompletableFuture<T> answer) {
        try {
            return answer.join();
        } catch (CompletionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new LogException(
                    LogException.Reason.UNAVAILABLE, "the log does not say where its partitions begin and end", cause);
        }
    }
}
