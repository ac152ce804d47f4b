package io.roomlog.edge.room;

import java.util.Arrays;

/// The wide emits of which a socket has had a copy in the last minutes. It is in several of an emit's rooms,
/// perhaps,
/// and
/// gets the first copy that comes.
///
/// Of one that came back it is not known at first what it had before: see [#isUnsure]. Used by the tail's thread,
/// and
/// while the socket is held by the one that holds it.
final class EmitsHad {
    private static final int FIRST_SIZE = 4;
    /// What is more than that in so short a time makes the time shorter.
    private static final int MOST = 1_024;

    private static final long SPAN_MS = RecentIds.SPAN.toMillis();

    private long[] emits = new long[FIRST_SIZE];
    private long[] stamps = new long[FIRST_SIZE];
    private int count;
    private long knownFrom;

    /// @param knownFrom the stamp from which on everything is in it that the socket has had
    EmitsHad(long knownFrom) {
        this.knownFrom = knownFrom;
    }

    /// Whether what the socket had before would have to be looked at, to say whether it has had a copy.
    ///
    /// @param stamp of the copy that has come
    boolean isUnsure(long stamp) {
        return stamp - SPAN_MS < knownFrom;
    }

    /// What it had in the minutes before a copy has been looked at, and added.
    void knowBefore(long stamp) {
        knownFrom = Math.min(knownFrom, stamp - SPAN_MS);
    }

    /// Takes a copy.
    ///
    /// @return false if the socket has had one already
    boolean add(long emit, long stamp) {
        for (int i = count - 1; i >= 0; i--) {
            if (emits[i] == emit && Math.abs(stamp - stamps[i]) < SPAN_MS) {
                return false;
            }
        }
        if (count == emits.length) {
            makeRoom(stamp - SPAN_MS);
        }
        emits[count] = emit;
        stamps[count++] = stamp;
        return true;
    }

    private void makeRoom(long oldest) {
        int kept = 0;
        for (int i = 0; i < count; i++) {
            if (stamps[i] > oldest) {
                emits[kept] = emits[i];
                stamps[kept++] = stamps[i];
            }
        }
        count = kept;
        if (2 * count > emits.length && emits.length < MOST) {
            emits = Arrays.copyOf(emits, 2 * emits.length);
            stamps = Arrays.copyOf(stamps, 2 * stamps.length);
        } else if (count == emits.length) {
            int dropped = count / 4;
            System.arraycopy(emits, dropped, emits, 0, count - dropped);
            System.arraycopy(stamps, dropped, stamps, 0, count - dropped);
            count -= dropped;
        }
    }
}
