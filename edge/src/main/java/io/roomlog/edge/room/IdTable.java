package io.roomlog.edge.room;

import io.roomlog.common.log.RecordId;
import java.util.OptionalLong;

/// Where records with some ids lie: five numbers each in one array, found by the id itself, which is a hash (open
/// addressing, linear probing). What is too old goes when the array is made anew because it is full. Not
/// thread-safe.
final class IdTable {
    private static final int HIGH = 0;
    private static final int LOW = 1;
    private static final int FIRST = 2;
    private static final int LAST = 3;
    private static final int STAMP = 4;
    private static final int WIDTH = 5;
    private static final int SMALLEST = 16;
    private static final long EMPTY = -1;

    private final int most;
    private long[] slots = new long[0];
    private int capacity;
    private int count;

    /// @param most entries beyond which the older ones are let go
    IdTable(int most) {
        this.most = most;
    }

    /// Whether the last record with an id has a stamp behind another.
    boolean hasBehind(RecordId id, long stamp) {
        int at = find(id);
        return at >= 0 && slots[at + LAST] != EMPTY && slots[at + STAMP] > stamp;
    }

    /// A record has come.
    ///
    /// @param repeat whether it repeats the one that is there
    /// @param oldest stamps at or before this are too old
    /// @return the offset of the first of those that repeat each other
    long put(RecordId id, long offset, long stamp, boolean repeat, long oldest) {
        if (2 * (count + 1) > capacity) {
            renew(oldest);
        }
        int at = find(id);
        if (slots[at + LAST] == EMPTY) {
            count++;
        }
        long first = repeat ? slots[at + FIRST] : offset;
        set(at, id.high(), id.low(), first, offset, stamp);
        return first;
    }

    /// The first of those records that repeat each other, of which one lies at an offset; empty where nothing is
    /// known of that one.
    OptionalLong firstOf(RecordId id, long offset) {
        int at = find(id);
        boolean known =
                at >= 0 && slots[at + LAST] != EMPTY && offset >= slots[at + FIRST] && offset <= slots[at + LAST];
        return known ? OptionalLong.of(slots[at + FIRST]) : OptionalLong.empty();
    }

    /// The place of an id, or the empty one where it would go; negative where there is no place at all.
    private int find(RecordId id) {
        if (capacity == 0) {
            return -1;
        }
        int slot = (int) id.low() & (capacity - 1);
        while (true) {
            int at = slot * WIDTH;
            if (slots[at + LAST] == EMPTY || (slots[at + HIGH] == id.high() && slots[at + LOW] == id.low())) {
                return at;
            }
            slot = (slot + 1) & (capacity - 1);
        }
    }

    private void renew(long oldest) {
        long[] old = slots;
        long horizon = oldest;
        int kept = countBehind(old, horizon);
        while (kept > most) {
            horizon = (horizon + newest(old)) / 2 + 1;
            kept = countBehind(old, horizon);
        }
        capacity = SMALLEST;
        while (capacity < 4 * (kept + 1)) {
            capacity *= 2;
        }
        slots = new long[capacity * WIDTH];
        count = kept;
        for (int at = 0; at < slots.length; at += WIDTH) {
            slots[at + LAST] = EMPTY;
        }
        for (int from = 0; from < old.length; from += WIDTH) {
            if (old[from + LAST] != EMPTY && old[from + STAMP] > horizon) {
                int at = find(new RecordId(old[from + HIGH], old[from + LOW]));
                System.arraycopy(old, from, slots, at, WIDTH);
            }
        }
    }

    private static int countBehind(long[] slots, long horizon) {
        int behind = 0;
        for (int at = 0; at < slots.length; at += WIDTH) {
            if (slots[at + LAST] != EMPTY && slots[at + STAMP] > horizon) {
                behind++;
            }
        }
        return behind;
    }

    private static long newest(long[] slots) {
        long newest = 0;
        for (int at = 0; at < slots.length; at += WIDTH) {
            if (slots[at + LAST] != EMPTY) {
                newest = Math.max(newest, slots[at + STAMP]);
            }
        }
        return newest;
    }

    private void set(int at, long high, long low, long first, long last, long stamp) {
        slots[at + HIGH] = high;
        slots[at + LOW] = low;
        slots[at + FIRST] = first;
        slots[at + LAST] = last;
        slots[at + STAMP] = stamp;
    }
}
