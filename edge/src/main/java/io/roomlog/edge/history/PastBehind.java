package io.roomlog.edge.history;

import io.roomlog.edge.history.RoomScan.Scanned;
import io.roomlog.edge.log.LogException;
import java.time.Duration;
import java.util.Optional;

/// The oldest messages behind a place.
final class PastBehind implements JoinPast {
    private final RoomPast past;
    private final Pages pages;
    private final Answer found;
    private final Duration budget;
    private final Optional<HistoryGap> reset;
    private Scanned scanned;

    private PastBehind(
            RoomPast past, Pages pages, Answer found, Duration budget, Scanned scanned, Optional<HistoryGap> reset) {
        this.past = past;
        this.pages = pages;
        this.found = found;
        this.budget = budget;
        this.scanned = scanned;
        this.reset = reset;
    }

    /// Reads them up to the log's end.
    static PastBehind read(RoomPast past, Pages pages, HistoryPlace place, Answer found, Duration budget) {
        long end = past.end();
        long from = place.next();
        Optional<HistoryGap> reset = Optional.empty();
        if (!place.isOfThisLog()) {
            from = past.beginning();
            reset = Optional.of(pages.since(place, from));
        } else if (from > end) {
            reset = past.isCutOffBefore(from) ? Optional.of(pages.reset(from, end)) : Optional.empty();
            from = end;
        }
        Scanned scanned = past.forwards(from, end, found, new Budget(budget));
        return new PastBehind(past, pages, found, budget, scanned, reset);
    }

    /// @throws LogException if nothing was found, and a router would have been needed
    HistoryPage page() {
        past.requireFound(found, scanned, gap());
        return pages.page(found, !scanned.complete(), scanned.reached(), gap());
    }

    @Override
    public HistoryPage upTo(long joinedAt) {
        found.cut(joinedAt);
        if (scanned.complete() && scanned.reached() < joinedAt) {
            readRest(joinedAt);
        }
        return pages.page(found, scanned.reached() < joinedAt, joinedAt, gap());
    }

    private void readRest(long joinedAt) {
        try {
            Scanned rest = past.forwards(scanned.reached(), joinedAt, found, new Budget(budget));
            scanned =
                    new Scanned(rest.reached(), rest.complete(), scanned.lost().or(rest::lost));
        } catch (LogException e) {
            // what was not read lies between the last message and the join, and is told as more
        }
    }

    private Optional<HistoryGap> gap() {
        return reset.or(() -> scanned.lost().map(pages::expired));
    }
}
