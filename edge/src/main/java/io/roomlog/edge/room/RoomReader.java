package io.roomlog.edge.room;

import io.roomlog.common.log.RecordId;
import io.roomlog.common.log.RoomRecord;
import io.roomlog.edge.log.Log;
import io.roomlog.edge.log.LogException;
import io.roomlog.edge.log.LogPage;
import io.roomlog.edge.log.LogQuery;
import io.roomlog.edge.log.LogReader;
import io.roomlog.edge.log.Tail;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;

/// Reads back what is in some rooms of a slot, a page at a time: from memory where it is recent, else
/// from the log, in a pass that all share who want something of the partition. Blocking; thread-safe.
public final class RoomReader {
    static final long PAGE_BYTES = 1_000_000;
    /// Offsets that are gone over at a time: what has to be read for them comes in good time.
    private static final long PART = 50_000;

    private final Log log;
    private final Tail tail;
    private final HotTail hot;
    private final RecentIds recent;
    private final Learning learning;

    RoomReader(Log log, Tail tail, HotTail hot, RecentIds recent, Learning learning) {
        this.log = log;
        this.tail = tail;
        this.hot = hot;
        this.recent = recent;
        this.learning = learning;
    }

    /// A record of one of the rooms that were asked for.
    ///
    /// @param key the room's key
    /// @param timestamp milliseconds since 1970, as the log stamped it
    public record Found(String key, long offset, long timestamp, RoomRecord record) {}

    /// Part of a range.
    ///
    /// @param records in log order
    /// @param next the first offset that has not been looked at; the range's end if all has
    public record Page(List<Found> records, long next) {}

    /// Reads a range, or as much of it as holds about so many bytes of what was asked for; without repeats.
    ///
    /// @param from first offset, inclusive
    /// @param to last offset, exclusive; it must be committed
    /// @param keys keys of the rooms, all of this slot
    /// @param maxBytes about how much a page may hold; at least one record is looked at if there is one
    /// @throws LogReader.OutOfRangeException if the log does not hold the range's beginning
    /// @throws LogException if the log does not answer in time
    public Page read(int slot, long from, long to, Set<String> keys, long maxBytes)
            throws LogReader.OutOfRangeException {
        return pass(slot, keys).read(from, to, maxBytes);
    }

    /// A way over some rooms of a slot, page by page: what tells repeats is remembered from one to the next.
    public RoomPass pass(int slot, Set<String> keys) {
        return new RoomPass(this, slot, keys);
    }

    /// What can be said of a record without reading.
    RecentIds.Verdict look(int slot, RecordId id, long offset, long stamp) {
        return recent.look(slot, id, offset, stamp);
    }

    /// Waits until more can be said of what lies shortly before a partition was opened: see [Learning#await].
    void awaitLearned(int slot) {
        learning.await(slot);
    }

    /// The records of some rooms that have idempotency keys, repeats among them.
    ///
    /// @param stamp of the first that is wanted, milliseconds since 1970
    /// @param to last offset, exclusive
    List<Found> keyed(int slot, long stamp, long to, Set<String> keys) {
        List<Found> keyed = new ArrayList<>();
        eachSince(log, slot, stamp, to, next -> read(slot, next, to, keys, PAGE_BYTES, RoomRecord::hasId), keyed::add);
        return keyed;
    }

    /// The copies of wide emits in some rooms, of the minutes before one with this stamp.
    ///
    /// @param to last offset, exclusive
    /// @throws LogException if the log does not answer in time
    public List<Found> copies(int slot, long stamp, long to, Set<String> keys) {
        return keyed(slot, EmitsHad.lookFrom(stamp), to, keys).stream()
                .filter(found -> found.record().emit().isPresent())
                .toList();
    }

    /// Whether what lies before a place has come to this edge. Where it is of another region, the mirror may not have
    /// brought it; where the place is behind a transaction's marker alone, that never comes.
    public boolean has(int slot, long next) {
        return log.layout().slots().origin(slot) == 0 || tail.hasReached(slot, next);
    }

    /// Reads on from an offset.
    @FunctionalInterface
    interface Pages {
        Page from(long next) throws LogReader.OutOfRangeException;
    }

    /// Goes over a partition from a time on, page by page; what the log no longer holds is left out.
    ///
    /// @param stamp of the first that is wanted, milliseconds since 1970
    /// @param to last offset, exclusive
    static void eachSince(Log log, int slot, long stamp, long to, Pages pages, Consumer<Found> each) {
        long next = since(log, slot, stamp, to);
        while (next < to) {
            try {
                Page page = pages.from(next);
                page.records().forEach(each);
                next = page.next();
            } catch (LogReader.OutOfRangeException e) {
                next = Math.max(next + 1, e.earliest());
            }
        }
    }

    private static long since(Log log, int slot, long stamp, long end) {
        try {
            return log.offsets().since(slot, stamp).join().orElse(end);
        } catch (CompletionException e) {
            throw new LogException(
                    LogException.Reason.UNAVAILABLE,
                    "the log does not say what lay there at a time",
                    e.getCause() == null ? e : e.getCause());
        }
    }

    /// Reads a range as it is, repeats and all.
    Page readAll(int slot, long from, long to, Set<String> keys, long maxBytes) throws LogReader.OutOfRangeException {
        return read(slot, from, to, keys, maxBytes, headers -> true);
    }

    /// Reads the commands in some rooms, of a part of a range: however much else lies there, it is one pass.
    ///
    /// @throws LogReader.OutOfRangeException if the log does not hold the range's beginning
    /// @throws LogException if the log does not answer in time
    public Page commands(int slot, long from, long to, Set<String> keys) throws LogReader.OutOfRangeException {
        return read(slot, from, Math.min(to, from + PART), keys, PAGE_BYTES, RoomRecord::isControl);
    }

    /// @param wanted which records, by their headers
    private Page read(int slot, long from, long to, Set<String> keys, long maxBytes, Predicate<Headers> wanted)
            throws LogReader.OutOfRangeException {
        if (from >= to) {
            return new Page(List.of(), to);
        }
        Optional<Page> recent = hot.read(slot, from, to, keys, maxBytes, wanted);
        if (recent.isPresent() && recent.get().next() > from) {
            return recent.get();
        }
        long hotFrom = hot.begin(slot).filter(begin -> begin > from).orElse(to);
        long until = Math.min(to, hotFrom);
        return readLog(log, slot, from, until, keys, maxBytes, wanted);
    }

    /// Reads the log, whatever is in memory.
    ///
    /// @param keys none for all rooms
    /// @param wanted which records, by their headers
    static Page readLog(
            Log log, int slot, long from, long to, Set<String> keys, long maxBytes, Predicate<Headers> wanted)
            throws LogReader.OutOfRangeException {
        LogPage page = log.reader()
                .read(new LogQuery(
                        log.layout().origins().rooms(slot),
                        from,
                        to,
                        keys,
                        record -> wanted.test(record.headers()),
                        maxBytes,
                        LogQuery.UNBOUNDED));
        List<Found> found = new ArrayList<>(page.records().size());
        page.records().forEach(record -> take(record, found));
        return new Page(found, page.next());
    }

    /// Where what is in memory of a partition begins; beyond all offsets where nothing is.
    public long memoryBegin(int slot) {
        return hot.begin(slot).orElse(Long.MAX_VALUE);
    }

    /// Reads the records at some places of a slot, in log order; what the log does not hold is left out.
    ///
    /// @param places offsets, ascending
    /// @throws LogException if the log does not answer in time
    public List<Found> pick(int slot, List<Long> places) {
        List<Found> found = new ArrayList<>(places.size());
        log.picker().pick(log.layout().origins().rooms(slot), places).forEach(record -> take(record, found));
        return found;
    }

    private static void take(ConsumerRecord<byte[], byte[]> record, List<Found> found) {
        if (RoomRecord.read(record.value(), record.headers()) instanceof RoomRecord entry) {
            String key = new String(record.key(), StandardCharsets.UTF_8);
            found.add(new Found(key, record.offset(), record.timestamp(), entry));
        }
    }
}
