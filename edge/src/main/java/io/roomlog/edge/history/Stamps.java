package io.roomlog.edge.history;

import io.roomlog.edge.log.Log;
import io.roomlog.edge.log.LogException;
import io.roomlog.edge.log.LogPage;
import io.roomlog.edge.log.LogQuery;
import io.roomlog.edge.log.LogReader.OutOfRangeException;
import java.util.OptionalLong;
import java.util.Set;

/// When what lies in a slot was said, whatever rooms it is of. Blocking; all methods throw a [LogException] if the log
/// does not answer in time.
///
/// Within a slot stamps rise, as the region's brokers gave them.
record Stamps(Log log, int slot) {
    private static final long PAGE_BYTES = 1_000_000;
    private static final long FEW = 8;

    /// Of the last record before an offset; empty where the log holds none.
    ///
    /// @param end not beyond what is committed
    OptionalLong before(long end) {
        for (long back = FEW; ; back *= FEW) {
            long from = Math.max(0, end - back);
            OptionalLong last = OptionalLong.empty();
            long at = from;
            while (at < end) {
                try {
                    LogPage page = read(at, end, PAGE_BYTES);
                    if (!page.records().isEmpty()) {
                        last = OptionalLong.of(page.records().getLast().timestamp());
                    }
                    at = page.next();
                } catch (OutOfRangeException e) {
                    at = Math.max(at + 1, e.earliest());
                }
            }
            if (last.isPresent() || from == 0) {
                return last;
            }
        }
    }

    /// Of the first record from an offset on; empty where there is none.
    ///
    /// @param end last offset, exclusive; committed
    OptionalLong from(long begin, long end) {
        long at = begin;
        while (at < end) {
            try {
                LogPage page = read(at, end, 1);
                if (!page.records().isEmpty()) {
                    return OptionalLong.of(page.records().getFirst().timestamp());
                }
                at = page.next();
            } catch (OutOfRangeException e) {
                at = Math.max(at + 1, e.earliest());
            }
        }
        return OptionalLong.empty();
    }

    private LogPage read(long from, long to, long maxBytes) throws OutOfRangeException {
        return log.reader()
                .read(new LogQuery(
                        log.layout().origins().rooms(slot), from, to, Set.of(), maxBytes, LogQuery.UNBOUNDED));
    }

    /// The first offset with this stamp or a later one.
    ///
    /// @param end where there is none
    long place(long stamp, long end) {
        return Math.min(
                end, LogException.join(log.offsets().firstAt(slot, stamp)).orElse(end));
    }

    /// An offset before which all stamps are earlier than this one, not far from the first that is not.
    ///
    /// @param end where all are
    long since(long stamp, long end) {
        return Math.min(end, LogException.join(log.offsets().since(slot, stamp)).orElse(end));
    }
}
