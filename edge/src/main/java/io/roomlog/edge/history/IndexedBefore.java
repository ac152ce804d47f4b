package io.roomlog.edge.history;

import io.roomlog.common.query.Places;
import io.roomlog.edge.history.RoomIndex.Picked;
import io.roomlog.edge.history.RoomScan.Scanned;
import java.util.List;
import java.util.Optional;

/// Goes back by a router's index; what the router has not read yet is looked through.
///
/// @param floor first offset that is wanted
record IndexedBefore(RoomScan scan, RoomIndex index, long floor, Answer answer, Budget budget) {
    /// Adds what lies before an offset, newest first. The time is looked at behind each read.
    Scanned read(long end) {
        long reached = end;
        while (true) {
            Optional<Places> told = index.before(reached, answer.missing() + 1);
            if (told.isEmpty()) {
                return scan.backwards(floor, reached, answer, budget);
            }
            long known = Math.max(floor, told.get().indexed());
            if (known < reached) {
                Scanned newer = scan.backwards(known, reached, answer, budget);
                if (!newer.complete() || newer.reached() > known) {
                    return newer;
                }
                reached = known;
            }
            List<Long> places = told.get().offsets().stream()
                    .filter(place -> place >= floor)
                    .toList();
            boolean goesOn = told.get().more()
                    && !places.isEmpty()
                    && places.size() == told.get().offsets().size();
            for (int to = places.size(); to > 0; to -= RoomIndex.BATCH) {
                int from = Math.max(0, to - RoomIndex.BATCH);
                Optional<Scanned> done = take(places.subList(from, to), reached);
                if (done.isPresent()) {
                    return done.get();
                }
                reached = places.get(from);
                if (budget.isSpent() && (from > 0 || goesOn)) {
                    return upTo(reached, false);
                }
            }
            if (!goesOn) {
                return upTo(floor, true);
            }
        }
    }

    /// Adds what lies at some places.
    ///
    /// @param end what lies from there on has been added
    /// @return present if that is the end of it
    private Optional<Scanned> take(List<Long> places, long end) {
        long reached = places.getFirst();
        if (RoomIndex.isDense(reached, end, places)) {
            Scanned all = scan.backwards(reached, end, answer, budget);
            return all.complete() && all.reached() == reached ? Optional.empty() : Optional.of(all);
        }
        Picked picked = index.read(places);
        for (Entry entry : picked.entries().reversed()) {
            if (!answer.addFirst(entry)) {
                return Optional.of(upTo(entry.offset() + 1, false));
            }
        }
        if (!picked.whole()) {
            long beginning = scan.beginning();
            if (reached < beginning) {
                return Optional.of(upTo(beginning, true));
            }
        }
        return Optional.empty();
    }

    private static Scanned upTo(long reached, boolean complete) {
        return new Scanned(reached, complete, Optional.empty());
    }
}
