package io.roomlog.edge.history;

import io.roomlog.common.query.Places;
import io.roomlog.edge.history.RoomIndex.Picked;
import io.roomlog.edge.history.RoomScan.Lost;
import io.roomlog.edge.history.RoomScan.Scanned;
import java.util.List;
import java.util.Optional;

/// Goes on by a router's index; what the router has not read yet is looked through.
///
/// @param end last offset that is wanted, exclusive; committed
record IndexedBehind(RoomScan scan, RoomIndex index, long end, Answer answer, Budget budget) {
    /// Adds what lies from an offset on, oldest first. The time is looked at behind each read.
    Scanned read(long begin) {
        long at = begin;
        Optional<Lost> lost = Optional.empty();
        while (true) {
            Optional<Places> told = index.after(at, answer.missing() + 1);
            if (told.isEmpty()) {
                return scan.forwards(at, end, answer, budget).behind(lost);
            }
            List<Long> places =
                    told.get().offsets().stream().filter(place -> place < end).toList();
            boolean goesOn = told.get().more()
                    && !places.isEmpty()
                    && places.size() == told.get().offsets().size();
            for (int from = 0; from < places.size(); from += RoomIndex.BATCH) {
                List<Long> batch = places.subList(from, Math.min(places.size(), from + RoomIndex.BATCH));
                if (RoomIndex.isDense(at, batch.getLast(), batch)) {
                    Scanned all = scan.forwards(at, batch.getLast() + 1, answer, budget);
                    lost = Lost.both(lost, all.lost());
                    if (!all.complete()) {
                        return new Scanned(all.reached(), false, lost);
                    }
                    at = all.reached();
                    continue;
                }
                Picked picked = index.read(batch);
                long beginning = picked.whole() ? 0 : scan.beginning();
                if (batch.getFirst() < beginning) {
                    if (!answer.isEmpty()) {
                        return new Scanned(at, false, lost);
                    }
                    lost = Lost.both(lost, Optional.of(new Lost(at, beginning)));
                }
                for (Entry entry : picked.entries()) {
                    if (!answer.addLast(entry)) {
                        return new Scanned(entry.offset(), false, lost);
                    }
                }
                at = Math.max(batch.getLast() + 1, beginning);
                if (budget.isSpent() && (from + RoomIndex.BATCH < places.size() || goesOn)) {
                    return new Scanned(at, at >= end, lost);
                }
            }
            if (!goesOn) {
                at = Math.max(at, Math.min(end, told.get().indexed()));
                return scan.forwards(at, end, answer, budget).behind(lost);
            }
        }
    }
}
