package io.roomlog.edge.history;

import io.roomlog.edge.history.HistoryPlace.At;
import io.roomlog.edge.history.HistoryPlace.InSlot;
import io.roomlog.edge.history.HistoryPlace.OtherLog;
import io.roomlog.edge.history.RoomScan.Lost;
import io.roomlog.edge.history.RoomScan.Scanned;
import io.roomlog.edge.log.LogException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/// The newest messages of a slot before a place. For one thread.
final class SlotBefore {
    /// For what is read without regard to time.
    static final long ANY_TIME = Long.MIN_VALUE;

    private final SlotPast past;
    private final Answer found;
    private final Duration budget;
    private final long since;
    private final long floor;
    private final long end;
    private final Scanned scanned;
    private final Optional<Hole> reset;
    private OptionalLong bound = OptionalLong.empty();

    private SlotBefore(
            SlotPast past,
            Answer found,
            Duration budget,
            long since,
            long floor,
            long end,
            Scanned scanned,
            Optional<Hole> reset) {
        this.past = past;
        this.found = found;
        this.budget = budget;
        this.since = since;
        this.floor = floor;
        this.end = end;
        this.scanned = scanned;
        this.reset = reset;
    }

    /// Reads them.
    ///
    /// @param place empty for the log's end
    /// @param since a stamp: what is earlier is not wanted, and left as what has not been read
    /// @param found is filled
    static SlotBefore read(SlotPast past, Optional<InSlot> place, long since, Answer found, Duration budget) {
        if (place.isPresent() && place.get() instanceof OtherLog) {
            long beginning = past.beginning();
            Scanned nothing = new Scanned(beginning, true, Optional.empty());
            Optional<Hole> hole = Optional.of(new Hole(Hole.Kind.OTHER_LOG, beginning, beginning));
            return new SlotBefore(past, found, budget, since, 0, beginning, nothing, hole);
        }
        long logEnd = past.end();
        long before = place.isPresent() && place.get() instanceof At at ? at.before() : logEnd;
        long end = Math.min(before, logEnd);
        Optional<Hole> reset = before > logEnd && past.isCutOffBefore(before)
                ? Optional.of(new Hole(Hole.Kind.RESET, logEnd, before))
                : Optional.empty();
        long floor = since == ANY_TIME ? 0 : past.stamps().since(since, end);
        Scanned scanned = past.backwards(floor, end, found, new Budget(budget));
        return new SlotBefore(past, found, budget, since, floor, end, scanned, reset);
    }

    /// What was found.
    Part part() {
        return new Part(
                found.entries(), scanned.reached(), isComplete(scanned), this::bound, reset.or(() -> lost(scanned)));
    }

    /// @throws LogException if nothing was found, and a router would have been needed
    void requireFound() {
        past.requireFound(found, scanned, reset);
    }

    /// No earlier stamp than what has not been read has; [#ANY_TIME] where all has been.
    long bound() {
        if (bound.isEmpty()) {
            bound = OptionalLong.of(isComplete(scanned) ? ANY_TIME : bound(found, scanned));
        }
        return bound.getAsLong();
    }

    private boolean isComplete(Scanned read) {
        return read.complete() && floor == 0;
    }

    private long bound(Answer answer, Scanned read) {
        if (read.complete()) {
            return since - 1;
        }
        return answer.isFull()
                ? answer.oldest().stamp()
                : past.stamps().before(read.reached()).orElse(ANY_TIME);
    }

    private static Optional<Hole> lost(Scanned read) {
        return read.lost().map(Hole::expired);
    }

    /// The newest before the first offset that is delivered live. For a socket that is in the room already that may lie
    /// before the end that was read from.
    Part upTo(long joinedAt) {
        Answer whole = found.another();
        Scanned rest = readRest(joinedAt < end ? floor : end, joinedAt, whole);
        if (joinedAt < end || !rest.complete()) {
            return part(whole, rest);
        }
        boolean all = whole.addFirst(found);
        return part(
                whole,
                all
                        ? new Scanned(scanned.reached(), scanned.complete(), Lost.both(scanned.lost(), rest.lost()))
                        : new Scanned(whole.oldest().offset(), false, Optional.empty()));
    }

    private Scanned readRest(long from, long joinedAt, Answer whole) {
        try {
            return from >= joinedAt
                    ? new Scanned(joinedAt, true, Optional.empty())
                    : past.backwards(from, joinedAt, whole, new Budget(budget));
        } catch (LogException e) {
            long reached = whole.isEmpty() ? joinedAt : whole.oldest().offset();
            return new Scanned(reached, false, Optional.empty());
        }
    }

    private Part part(Answer whole, Scanned read) {
        return new Part(
                whole.entries(),
                read.reached(),
                isComplete(read),
                () -> boundOrUnknown(whole, read),
                reset.or(() -> lost(read)));
    }

    /// Where the log does not say, nothing that is older than what was found can be told.
    private long boundOrUnknown(Answer whole, Scanned read) {
        try {
            return bound(whole, read);
        } catch (LogException e) {
            return Long.MAX_VALUE;
        }
    }
}
