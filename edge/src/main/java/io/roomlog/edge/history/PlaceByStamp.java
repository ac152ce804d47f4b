package io.roomlog.edge.history;

import io.roomlog.edge.history.HistoryPlace.At;
import io.roomlog.edge.history.HistoryPlace.InSlot;
import io.roomlog.edge.history.HistoryPlace.Unsaid;
import io.roomlog.edge.log.LogException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/// Finds where a place that counts in one slot lies in the others: behind what is not later than the last record before
/// it.
///
/// That record may not have come yet, or be held no longer. Then all that is known is between which stamps its own
/// lies, and what lies between them is both before the place and behind it: rather twice than not at all.
///
/// @param said the slot that the place counts in
/// @param at the place there
/// @param end of that slot
/// @param record stamp of the last record before it that is here; empty where there is none
record PlaceByStamp(SlotPast said, At at, long end, OptionalLong record) {
    /// Completes a place in all slots.
    ///
    /// @throws LogException if the log does not answer in time
    static HistoryPlace complete(HistoryPlace place, List<SlotPast> slots) {
        if (place.places().stream().noneMatch(in -> in instanceof Unsaid)) {
            return place;
        }
        for (int origin = 0; origin < slots.size(); origin++) {
            if (place.places().get(origin) instanceof At at) {
                SlotPast said = slots.get(origin);
                long end = said.end();
                PlaceByStamp its = new PlaceByStamp(said, at, end, said.stamps().before(Math.min(at.next(), end)));
                List<InSlot> all = new ArrayList<>(place.places());
                for (int other = 0; other < all.size(); other++) {
                    if (all.get(other) instanceof Unsaid) {
                        all.set(other, its.in(slots.get(other)));
                    }
                }
                return new HistoryPlace(place.text(), all);
            }
        }
        throw new IllegalArgumentException("a place in no slot: " + place);
    }

    private At in(SlotPast slot) {
        long slotEnd = slot.end();
        Stamps stamps = slot.stamps();
        if (at.next() > end) {
            return new At(record.isPresent() ? stamps.place(record.getAsLong(), slotEnd) : 0, slotEnd);
        }
        if (record.isPresent()) {
            boolean first = slot.region().compareTo(said.region()) < 0;
            long cut = stamps.place(record.getAsLong() + (first ? 1 : 0), slotEnd);
            return new At(cut, cut);
        }
        OptionalLong behind = said.stamps().from(at.next(), end);
        return new At(0, behind.isPresent() ? stamps.place(behind.getAsLong() + 1, slotEnd) : slotEnd);
    }
}
