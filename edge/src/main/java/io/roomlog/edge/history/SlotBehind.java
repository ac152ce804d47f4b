package io.roomlog.edge.history;

import io.roomlog.edge.history.HistoryPlace.At;
import io.roomlog.edge.history.HistoryPlace.InSlot;
import io.roomlog.edge.history.RoomScan.Scanned;
import io.roomlog.edge.log.LogException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/// The oldest messages of a slot behind a place. For one thread.
final class SlotBehind {
    /// For what is read without regard to time.
    static final long ANY_TIME = Long.MAX_VALUE;

    private final SlotPast past;
    private final Answer found;
    private final Duration budget;
    private final long begin;
    private final long until;
    private final long end;
    private final boolean capped;
    private final Optional<Hole> reset;
    private Scanned scanned;
    private OptionalLong bound = OptionalLong.empty();

    private SlotBehind(
            SlotPast past,
            Answer found,
            Duration budget,
            long begin,
            long until,
            long end,
            boolean capped,
            Scanned scanned,
            Optional<Hole> reset) {
        this.past = past;
        this.found = found;
        this.budget = budget;
        this.begin = begin;
        this.until = until;
        this.end = end;
        this.capped = capped;
        this.scanned = scanned;
        this.reset = reset;
    }

    /// Reads them up to the log's end. A place that the log has not come to yet stays.
    ///
    /// @param until a stamp: what is later is not wanted, and left as what has not been read
    /// @param found is filled
    static SlotBehind read(SlotPast past, InSlot place, long until, Answer found, Duration budget) {
        long logEnd = past.end();
        long from;
        Optional<Hole> reset = Optional.empty();
        if (!(place instanceof At at)) {
            from = past.beginning();
            reset = Optional.of(new Hole(Hole.Kind.OTHER_LOG, from, from));
        } else if (at.next() > logEnd && past.isCutOffBefore(at.next())) {
            from = logEnd;
            reset = Optional.of(new Hole(Hole.Kind.RESET, at.next(), logEnd));
        } else {
            from = at.next();
        }
        long end = until == ANY_TIME ? logEnd : past.stamps().place(until + 1, logEnd);
        Scanned scanned = past.forwards(from, end, found, new Budget(budget));
        return new SlotBehind(past, found, budget, from, until, logEnd, end < logEnd, scanned, reset);
    }

    /// Where the reading began.
    long begin() {
        return begin;
    }

    /// What was found.
    Part part() {
        return new Part(found.entries(), scanned.reached(), scanned.complete() && !capped, this::bound, hole());
    }

    /// @throws LogException if nothing was found, and a router would have been needed
    void requireFound() {
        past.requireFound(found, scanned, hole());
    }

    /// No later stamp than what has not been read has; [#ANY_TIME] where all has been.
    long bound() {
        if (bound.isEmpty()) {
            bound = OptionalLong.of(scanned.complete() && !capped ? ANY_TIME : boundOfRest(end));
        }
        return bound.getAsLong();
    }

    private long boundOfRest(long restEnd) {
        if (scanned.complete()) {
            return until + 1;
        }
        return found.isFull()
                ? found.newest().stamp()
                : past.stamps().from(scanned.reached(), restEnd).orElse(ANY_TIME);
    }

    /// The oldest before the first offset that is delivered live.
    Part upTo(long joinedAt) {
        found.cut(joinedAt);
        if (scanned.complete() && !capped && scanned.reached() < joinedAt) {
            readRest(joinedAt);
        }
        return new Part(
                found.entries(),
                Math.min(scanned.reached(), joinedAt),
                scanned.reached() >= joinedAt,
                () -> boundOrUnknown(Math.max(end, joinedAt)),
                hole());
    }

    private void readRest(long joinedAt) {
        try {
            long here = past.hereOf(joinedAt);
            Scanned rest = past.forwards(scanned.reached(), here, found, new Budget(budget));
            scanned = new Scanned(
                    rest.reached(),
                    rest.complete() && here == joinedAt,
                    scanned.lost().or(rest::lost));
        } catch (LogException e) {
            // what was not read lies between the last message and the join, and is told as more
            long reached = found.isEmpty()
                    ? scanned.reached()
                    : Math.max(scanned.reached(), found.newest().offset() + 1);
            scanned = new Scanned(reached, false, scanned.lost());
        }
    }

    /// Where the log does not say, nothing that is newer than what was found can be told.
    private long boundOrUnknown(long restEnd) {
        try {
            return boundOfRest(restEnd);
        } catch (LogException e) {
            return Long.MIN_VALUE;
        }
    }

    private Optional<Hole> hole() {
        return reset.or(() -> scanned.lost().map(Hole::expired));
    }
}
