package io.roomlog.edge.room;

import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The wide emits of which a socket has had a copy in the last minutes. It is in several of an emit's rooms,
/// perhaps, and gets the first copy that comes.
///
/// Three sets, the newest of which is written; when it has been for long enough, the oldest goes. So what is in one
/// is known for 5 minutes at least, by the log's stamps, and nothing has to be sought out and removed. A socket that
/// gets no wide emits has none of them.
///
/// Of one that came back it is not known at first what it had before: see [#isUnsure]. Used by the tail's thread,
/// and while the socket is held by the one that holds it.
final class EmitsHad {
    private static final int SETS = 3;
    private static final long SPAN_MS = RecentIds.SPAN.toMillis();
    private static final long SET_MS = SPAN_MS / (SETS - 1);
    /// More than this in one set make the time shorter.
    private static final int MOST = 8_192;

    private static final int SMALLEST = 8;
    /// Copies of one emit in several partitions are not read in the order of their stamps.
    private static final long MARGIN_MS = Duration.ofMinutes(1).toMillis();

    private final @Nullable LongSet[] sets = new @Nullable LongSet[SETS];
    private long newestBegan = Long.MIN_VALUE;
    /// By origin: the copies of one emit all come from one region.
    private final long[] knownFrom;

    /// Numbers, found by themselves, which are hashes (open addressing, linear probing); 0 stands for an empty slot.
    private static final class LongSet {
        private long[] slots = new long[SMALLEST];
        private int count;

        boolean contains(long number) {
            return slots[find(slots, number)] == number;
        }

        void add(long number) {
            if (2 * (count + 1) > slots.length) {
                long[] larger = new long[2 * slots.length];
                for (long each : slots) {
                    if (each != 0) {
                        larger[find(larger, each)] = each;
                    }
                }
                slots = larger;
            }
            slots[find(slots, number)] = number;
            count++;
        }

        private static int find(long[] slots, long number) {
            int slot = (int) number & (slots.length - 1);
            while (slots[slot] != 0 && slots[slot] != number) {
                slot = (slot + 1) & (slots.length - 1);
            }
            return slot;
        }
    }

    /// @param knownFrom the stamp from which on everything is in it that the socket has had, of each origin
    EmitsHad(int origins, long knownFrom) {
        this.knownFrom = new long[origins];
        Arrays.fill(this.knownFrom, knownFrom);
    }

    /// Whether what the socket had before would have to be looked at, to say whether it has had a copy.
    ///
    /// @param origin of the copy that has come
    /// @param stamp of it
    boolean isUnsure(int origin, long stamp) {
        return stamp - SPAN_MS < knownFrom[origin];
    }

    /// The stamp from which on it is best looked at what a socket had before a copy.
    static long lookFrom(long stamp) {
        return stamp - SPAN_MS - MARGIN_MS;
    }

    /// What it had of an origin from [#lookFrom] on has been looked at, and added.
    void knowBefore(int origin, long stamp) {
        knownFrom[origin] = Math.min(knownFrom[origin], lookFrom(stamp));
    }

    /// Takes a copy.
    ///
    /// @return false if the socket has had one already
    boolean add(long emit, long stamp) {
        long number = emit == 0 ? 1 : emit;
        for (LongSet set : sets) {
            if (set != null && set.contains(number)) {
                return false;
            }
        }
        LongSet newest = sets[0];
        if (newest == null || stamp - newestBegan >= SET_MS || newest.count == MOST) {
            System.arraycopy(sets, 0, sets, 1, SETS - 1);
            newest = new LongSet();
            sets[0] = newest;
            newestBegan = stamp;
        }
        newest.add(number);
        return true;
    }
}
