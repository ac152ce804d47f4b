package io.roomlog.edge.history;

import io.roomlog.edge.history.HistoryEvents.Source;
import io.roomlog.edge.history.RoomScan.Scanned;
import io.roomlog.edge.log.LogException;
import java.util.Optional;

/// One room's past in one slot in either direction, for one viewer. Blocking; for one thread.
///
/// What is near, or in memory, is looked through. Of what lies deeper in the own region a router says where the room's
/// events are, and these alone are read. Where no router answers, and of other regions, all is looked through, as far
/// as the time goes.
final class SlotPast {
    /// So few offsets are looked through more quickly than a router answers.
    private static final long FEW = 4_096;

    private final RoomScan scan;
    private final Optional<RoomIndex> index;
    private final Stamps stamps;
    private final HistoryEvents events;

    /// @param index empty where routers do not know what lies in the slot
    SlotPast(RoomScan scan, Optional<RoomIndex> index, Stamps stamps, HistoryEvents events) {
        this.scan = scan;
        this.index = index;
        this.stamps = stamps;
        this.events = events;
    }

    /// What the region that its records come from is called.
    String region() {
        return scan.region();
    }

    /// When what lies in the slot was said.
    Stamps stamps() {
        return stamps;
    }

    /// The offset behind the last committed record, as of now.
    ///
    /// @throws LogException if the log does not say
    long end() {
        return scan.end();
    }

    /// Whether the log does not go as far as a place, not even with what is not committed yet.
    ///
    /// @throws LogException if the log does not say
    boolean isCutOffBefore(long place) {
        return scan.isCutOffBefore(place);
    }

    /// How far what is here goes up to a place that live delivery begins at: that may lie ahead of what a mirror has
    /// brought.
    ///
    /// @throws LogException if the log does not say
    long hereOf(long place) {
        return scan.hereOf(place);
    }

    /// The first offset that the log holds.
    ///
    /// @throws LogException if the log does not say
    long beginning() {
        return scan.beginning();
    }

    /// Refuses to say "nothing so far": without a router there might be no end of going on.
    ///
    /// @throws LogException if nothing was found although there may be something, and no router has answered
    void requireFound(Answer found, Scanned scanned, Optional<Hole> hole) {
        if (isUnanswered() && found.isEmpty() && !scanned.complete() && hole.isEmpty()) {
            throw new LogException(
                    LogException.Reason.UNAVAILABLE,
                    "no router answers, and the room's past lies deeper than can be looked through");
        }
    }

    /// Adds what lies in a range to an answer, newest first.
    ///
    /// @param floor first offset; what the log does not hold of it is no loss
    /// @param end last offset, exclusive; committed
    Scanned backwards(long floor, long end, Answer answer, Budget budget) {
        long recent = Math.max(floor, Math.min(scan.memoryBegin(), ChunkSize.recentBefore(end)));
        if (recent - floor <= FEW || index.isEmpty()) {
            events.pastRead(recent - floor <= FEW ? Source.RECENT : Source.SCAN);
            return scan.backwards(floor, end, answer, budget);
        }
        Scanned newest = scan.backwards(recent, end, answer, budget);
        if (!newest.complete() || newest.reached() > recent) {
            events.pastRead(Source.RECENT);
            return newest;
        }
        Scanned older = new IndexedBefore(scan, index.get(), floor, answer, budget).read(recent);
        events.pastRead(isUnanswered() ? Source.SCAN : Source.INDEX);
        return older;
    }

    /// Adds what lies in a range to an answer, oldest first. Begins behind what the log no longer holds.
    ///
    /// @param from first offset
    /// @param end last offset, exclusive; committed
    Scanned forwards(long from, long end, Answer answer, Budget budget) {
        long recent = ChunkSize.recentBehind(from);
        boolean few = Math.min(end, scan.memoryBegin()) - recent <= FEW;
        if (few || index.isEmpty()) {
            events.pastRead(few ? Source.RECENT : Source.SCAN);
            return scan.forwards(from, end, answer, budget);
        }
        Scanned oldest = scan.forwards(from, recent, answer, budget);
        if (!oldest.complete()) {
            events.pastRead(Source.RECENT);
            return oldest;
        }
        Scanned later = new IndexedBehind(scan, index.get(), oldest.reached(), end, answer, budget).read();
        events.pastRead(isUnanswered() ? Source.SCAN : Source.INDEX);
        return later.behind(oldest.lost());
    }

    private boolean isUnanswered() {
        return index.isPresent() && index.get().isUnanswered();
    }
}
