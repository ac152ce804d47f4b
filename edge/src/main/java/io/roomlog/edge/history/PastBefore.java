package io.roomlog.edge.history;

import io.roomlog.common.cursor.RoomPlace;
import io.roomlog.edge.log.LogException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// The newest messages of a room before a place.
///
/// Of the own region, where the room's events are found quickly, all that may be wanted is read, and of each other one
/// only what is not older than that goes back.
final class PastBefore implements JoinPast {
    private final List<SlotBefore> slots;
    private final Pages pages;
    private final Optional<HistoryPlace> place;
    private final Answer limits;

    private PastBefore(List<SlotBefore> slots, Pages pages, Optional<HistoryPlace> place, Answer limits) {
        this.slots = List.copyOf(slots);
        this.pages = pages;
        this.place = place;
        this.limits = limits;
    }

    /// Reads them.
    ///
    /// @param pasts by origin
    /// @param place in all slots; empty for the log's end
    /// @param limits an empty answer
    /// @param budget for all slots
    static PastBefore read(
            List<SlotPast> pasts, Pages pages, Optional<HistoryPlace> place, Answer limits, Duration budget) {
        List<SlotBefore> slots = new ArrayList<>();
        long since = SlotBefore.ANY_TIME;
        for (SlotPast past : pasts) {
            if (!slots.isEmpty()) {
                since = Math.max(since, slots.getLast().bound());
            }
            int origin = slots.size();
            slots.add(SlotBefore.read(
                    past,
                    place.map(some -> some.places().get(origin)),
                    since,
                    limits.another(),
                    budget.dividedBy(pasts.size())));
        }
        return new PastBefore(slots, pages, place, limits);
    }

    /// @throws LogException if nothing was found, and a router would have been needed
    HistoryPage page() {
        slots.forEach(SlotBefore::requireFound);
        Merge merged = merge(slots.stream().map(SlotBefore::part).toList());
        return page(merged, merged.reached());
    }

    @Override
    public HistoryPage upTo(RoomPlace joinedAt) {
        Merge merged = merge(IntStream.range(0, slots.size())
                .mapToObj(origin -> slots.get(origin).upTo(joinedAt.at(origin)))
                .toList());
        return page(merged, joinedAt);
    }

    private Merge merge(List<Part> parts) {
        return new Merge(true, parts, pages.regions(), limits.another());
    }

    private HistoryPage page(Merge merged, RoomPlace offset) {
        return pages.page(
                merged, !merged.isComplete(), offset, pages.gap(true, place, merged.holes(), merged.reached()));
    }
}
