package io.roomlog.edge.history;

import io.roomlog.common.query.Places;
import io.roomlog.edge.history.RoomIndex.Picked;
import io.roomlog.edge.history.RoomScan.Lost;
import io.roomlog.edge.history.RoomScan.Scanned;
import java.util.List;
import java.util.Optional;

/// Goes on by a router's index; what the router has not read yet is looked through. For one read.
final class IndexedBehind {
    private final RoomScan scan;
    private final RoomIndex index;
    private final long end;
    private final Answer answer;
    private final Budget budget;
    private long at;
    private Optional<Lost> lost = Optional.empty();

    /// @param begin first offset that is wanted
    /// @param end last offset, exclusive; committed
    IndexedBehind(RoomScan scan, RoomIndex index, long begin, long end, Answer answer, Budget budget) {
        this.scan = scan;
        this.index = index;
        this.at = begin;
        this.end = end;
        this.answer = answer;
        this.budget = budget;
    }

    /// Adds what there is, oldest first. The time is looked at behind each read.
    Scanned read() {
        while (true) {
            Optional<Places> told = index.after(at, answer.missing() + 1);
            if (told.isEmpty()) {
                return rest();
            }
            List<Long> places =
                    told.get().offsets().stream().filter(place -> place < end).toList();
            boolean goesOn = told.get().more()
                    && !places.isEmpty()
                    && places.size() == told.get().offsets().size();
            for (int from = 0; from < places.size(); from += RoomIndex.BATCH) {
                int to = Math.min(places.size(), from + RoomIndex.BATCH);
                Optional<Scanned> done = take(places.subList(from, to));
                if (done.isPresent()) {
                    return done.get();
                }
                if (budget.isSpent() && (to < places.size() || goesOn)) {
                    return new Scanned(at, at >= end, lost);
                }
            }
            if (!goesOn) {
                at = Math.max(at, Math.min(end, told.get().indexed()));
                return rest();
            }
        }
    }

    private Scanned rest() {
        return scan.forwards(at, end, answer, budget).behind(lost);
    }

    /// Adds what lies at some places.
    ///
    /// @return present if that is the end of it
    private Optional<Scanned> take(List<Long> places) {
        if (RoomIndex.isDense(at, places.getLast(), places)) {
            Scanned all = scan.forwards(at, places.getLast() + 1, answer, budget);
            at = all.reached();
            lost = Lost.both(lost, all.lost());
            return all.complete() ? Optional.empty() : Optional.of(new Scanned(at, false, lost));
        }
        Picked picked = index.read(places);
        long beginning = picked.whole() ? 0 : scan.beginning();
        if (places.getFirst() < beginning) {
            if (!answer.isEmpty()) {
                return Optional.of(new Scanned(at, false, lost));
            }
            lost = Lost.both(lost, Optional.of(new Lost(at, beginning)));
        }
        for (Entry entry : picked.entries()) {
            if (!answer.addLast(entry)) {
                return Optional.of(new Scanned(entry.offset(), false, lost));
            }
        }
        at = Math.max(places.getLast() + 1, beginning);
        return Optional.empty();
    }
}
