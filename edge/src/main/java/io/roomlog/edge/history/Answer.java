package io.roomlog.edge.history;

import io.roomlog.common.socketio.SocketCodec;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/// The messages for one answer, in log order, added at either end as long as they fit. The first always fits.
final class Answer {
    private final int limit;
    private final long maxBytes;
    private final Deque<Entry> entries = new ArrayDeque<>();
    private long bytes;
    private int attachments;
    private boolean mimicry;
    private boolean full;

    /// @param limit most messages, 1 or more
    /// @param maxBytes about how much they may be together
    Answer(int limit, long maxBytes) {
        this.limit = limit;
        this.maxBytes = maxBytes;
    }

    /// An empty one of the same limits.
    Answer another() {
        return new Answer(limit, maxBytes);
    }

    /// Adds what lies before all that is there; false if it does not fit, and nothing fits any more.
    boolean addFirst(Entry entry) {
        if (admit(entry)) {
            entries.addFirst(entry);
        }
        return !full;
    }

    /// Adds what lies behind all that is there; false if it does not fit, and nothing fits any more.
    boolean addLast(Entry entry) {
        if (admit(entry)) {
            entries.addLast(entry);
        }
        return !full;
    }

    private boolean admit(Entry entry) {
        int parts = entry.event().attachments().size();
        boolean mimic = entry.event().mimicBinary();
        full |= !entries.isEmpty()
                && (entries.size() == limit
                        || bytes + entry.bytes() > maxBytes
                        || attachments + parts > SocketCodec.MAX_ATTACHMENTS
                        || ((mimicry || mimic) && attachments + parts > 0));
        if (!full) {
            bytes += entry.bytes();
            attachments += parts;
            mimicry |= mimic;
        }
        return !full;
    }

    /// Adds all of an older answer that fits before what is there; false if that is not all.
    boolean addFirst(Answer older) {
        for (Iterator<Entry> newestFirst = older.entries.descendingIterator(); newestFirst.hasNext(); ) {
            if (!addFirst(newestFirst.next())) {
                return false;
            }
        }
        return true;
    }

    /// Takes out what lies at or behind an offset.
    void cut(long offset) {
        while (!entries.isEmpty() && entries.getLast().offset() >= offset) {
            entries.removeLast();
        }
    }

    /// The newest of some entries in log order: no more than could be told not to fit.
    ///
    /// @param window in log order; its oldest are removed
    void trim(Deque<Entry> window) {
        long windowBytes = 0;
        int kept = 0;
        for (Iterator<Entry> newestFirst = window.descendingIterator(); newestFirst.hasNext(); kept++) {
            if (kept > limit || windowBytes > maxBytes) {
                break;
            }
            windowBytes += newestFirst.next().bytes();
        }
        while (window.size() > kept) {
            window.removeFirst();
        }
    }

    /// How many messages more the limit leaves room for.
    int missing() {
        return limit - entries.size();
    }

    /// Whether something did not fit.
    boolean isFull() {
        return full;
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    /// Of what there is.
    Entry oldest() {
        return entries.getFirst();
    }

    /// Of what there is.
    Entry newest() {
        return entries.getLast();
    }

    List<Entry> entries() {
        return List.copyOf(entries);
    }
}
