package io.roomlog.edge.history;

import io.roomlog.common.cursor.RoomPlace;
import io.roomlog.edge.log.LogException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// The oldest messages of a room behind a place. Of other regions only what is not newer than those that were found of
/// the own one is read.
final class PastBehind implements JoinPast {
    private final List<SlotBehind> slots;
    private final Pages pages;
    private final HistoryPlace place;
    private final Answer limits;

    private PastBehind(List<SlotBehind> slots, Pages pages, HistoryPlace place, Answer limits) {
        this.slots = List.copyOf(slots);
        this.pages = pages;
        this.place = place;
        this.limits = limits;
    }

    /// Reads them up to the log's end.
    ///
    /// @param pasts by origin
    /// @param place in all slots
    /// @param limits an empty answer
    /// @param budget for all slots
    static PastBehind read(List<SlotPast> pasts, Pages pages, HistoryPlace place, Answer limits, Duration budget) {
        List<SlotBehind> slots = new ArrayList<>();
        long until = SlotBehind.ANY_TIME;
        for (SlotPast past : pasts) {
            if (!slots.isEmpty()) {
                until = Math.min(until, slots.getLast().bound());
            }
            slots.add(SlotBehind.read(
                    past, place.places().get(slots.size()), until, limits.another(), budget.dividedBy(pasts.size())));
        }
        return new PastBehind(slots, pages, place, limits);
    }

    /// @throws LogException if nothing was found, and a router would have been needed
    HistoryPage page() {
        slots.forEach(SlotBehind::requireFound);
        Merge merged = merge(slots.stream().map(SlotBehind::part).toList());
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
        return new Merge(false, parts, pages.regions(), limits.another());
    }

    private HistoryPage page(Merge merged, RoomPlace offset) {
        RoomPlace begin = RoomPlace.of(slots.size(), origin -> slots.get(origin).begin());
        return pages.page(
                merged, !merged.isComplete(), offset, pages.gap(false, Optional.of(place), merged.holes(), begin));
    }
}
