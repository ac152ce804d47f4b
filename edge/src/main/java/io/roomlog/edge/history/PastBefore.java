package io.roomlog.edge.history;

import io.roomlog.edge.history.RoomScan.Scanned;
import io.roomlog.edge.log.LogException;
import java.time.Duration;
import java.util.Optional;

/// The newest messages before a place.
final class PastBefore implements JoinPast {
    private final RoomPast past;
    private final Pages pages;
    private final Answer found;
    private final Duration budget;
    private final long end;
    private final Scanned scanned;
    private final Optional<HistoryGap> gap;

    private PastBefore(
            RoomPast past,
            Pages pages,
            Answer found,
            Duration budget,
            long end,
            Scanned scanned,
            Optional<HistoryGap> gap) {
        this.past = past;
        this.pages = pages;
        this.found = found;
        this.budget = budget;
        this.end = end;
        this.scanned = scanned;
        this.gap = gap;
    }

    /// Reads them.
    ///
    /// @param place empty for the log's end
    static PastBefore read(RoomPast past, Pages pages, Optional<HistoryPlace> place, Answer found, Duration budget) {
        if (place.isPresent() && !place.get().isOfThisLog()) {
            long beginning = past.beginning();
            Scanned nothing = new Scanned(beginning, true, Optional.empty());
            HistoryGap gap = pages.until(place.get(), beginning);
            return new PastBefore(past, pages, found, budget, beginning, nothing, Optional.of(gap));
        }
        long logEnd = past.end();
        long before = place.map(HistoryPlace::before).orElse(logEnd);
        long end = Math.min(before, logEnd);
        Optional<HistoryGap> gap = before > logEnd && past.isCutOffBefore(before)
                ? Optional.of(pages.reset(logEnd, before))
                : Optional.empty();
        Scanned scanned = past.backwards(0, end, found, new Budget(budget));
        return new PastBefore(past, pages, found, budget, end, scanned, gap);
    }

    /// @throws LogException if nothing was found, and a router would have been needed
    HistoryPage page() {
        past.requireFound(found, scanned, gap);
        return pages.page(found, !scanned.complete(), scanned.reached(), gap);
    }

    /// A socket that is in the room already may have its next live record before the end that was read from:
    /// then what is wanted lies before that.
    @Override
    public HistoryPage upTo(long joinedAt) {
        Answer whole = found.another();
        boolean all = joinedAt < end
                ? readRest(0, joinedAt, whole)
                : readRest(end, joinedAt, whole) && whole.addFirst(found) && scanned.complete();
        return pages.page(whole, !all, joinedAt, gap);
    }

    private boolean readRest(long from, long joinedAt, Answer whole) {
        try {
            return from >= joinedAt
                    || past.backwards(from, joinedAt, whole, new Budget(budget)).complete();
        } catch (LogException e) {
            return false;
        }
    }
}
