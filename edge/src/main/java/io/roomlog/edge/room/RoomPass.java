package io.roomlog.edge.room;

import io.roomlog.common.log.RecordId;
import io.roomlog.edge.log.LogReader;
import io.roomlog.edge.room.RoomReader.Found;
import io.roomlog.edge.room.RoomReader.Page;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A way over some rooms of a slot, which leaves repeats out. Blocking; for one thread.
///
/// Whether a record is a repeat stands in what lies before it. The tail knows of what is recent, and learns
/// once for all what came shortly before it; otherwise it is read when the first record comes that has a key,
/// and from there on the way itself has gone over it.
public final class RoomPass {
    private static final int MANY = 10_000;
    private static final long SPAN_MS = RecentIds.SPAN.toMillis();

    private final RoomReader reader;
    private final int slot;
    private final Set<String> keys;
    private final Map<RecordId, Long> lastStamps = new HashMap<>();
    private long begin;
    private long next = -1;
    private long knownFrom;
    private boolean learned;

    RoomPass(RoomReader reader, int slot, Set<String> keys) {
        this.reader = reader;
        this.slot = slot;
        this.keys = Set.copyOf(keys);
    }

    /// Reads a range, or as much of it as holds about so many bytes of what was asked for.
    ///
    /// @param from first offset; best where the last page ended
    /// @param to last offset, exclusive; it must be committed
    /// @param maxBytes about how much a page may hold; at least one record is looked at if there is one
    /// @throws LogReader.OutOfRangeException if the log does not hold the range's beginning
    /// @throws io.roomlog.edge.log.LogException if the log does not answer in time
    public Page read(long from, long to, long maxBytes) throws LogReader.OutOfRangeException {
        Page page = reader.readAll(slot, from, to, keys, maxBytes);
        if (from != next) {
            begin = from;
            knownFrom = Long.MAX_VALUE;
            lastStamps.clear();
        }
        next = page.next();
        List<Found> records = page.records();
        List<Found> counted = new ArrayList<>(records.size());
        for (Found found : records) {
            if (!isRepeat(found)) {
                counted.add(found);
            }
        }
        return new Page(counted, next);
    }

    private boolean isRepeat(Found found) {
        RecordId id = found.record().recordId(found.key()).orElse(null);
        if (id == null) {
            return false;
        }
        long oldest = found.timestamp() - SPAN_MS;
        RecentIds.Verdict verdict = reader.look(slot, id, found.offset(), found.timestamp());
        if (verdict == RecentIds.Verdict.UNKNOWN && !learned) {
            learned = true;
            reader.awaitLearned(slot);
            verdict = reader.look(slot, id, found.offset(), found.timestamp());
        }
        boolean repeat = switch (verdict) {
            case FIRST -> false;
            case REPEAT -> true;
            case UNKNOWN -> {
                if (oldest < knownFrom) {
                    lookBack(oldest);
                }
                yield lastStamps.getOrDefault(id, Long.MIN_VALUE) > oldest;
            }
        };
        if (lastStamps.size() >= MANY) {
            lastStamps.values().removeIf(stamp -> stamp <= oldest);
        }
        lastStamps.put(id, found.timestamp());
        return repeat;
    }

    private void lookBack(long oldest) {
        for (Found before : reader.keyed(slot, oldest, begin, keys)) {
            before.record().recordId(before.key()).ifPresent(id -> lastStamps.merge(id, before.timestamp(), Math::max));
        }
        knownFrom = oldest;
    }
}
