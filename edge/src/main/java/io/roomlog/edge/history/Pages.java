package io.roomlog.edge.history;

import io.roomlog.common.cursor.RoomPlace;
import io.roomlog.common.log.RoomKey;
import io.roomlog.edge.log.Origins;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Puts what was found in a room into the words of clients.
record Pages(RoomKey room, int partition, Origins origins) {
    /// The names of the regions that records come from.
    List<String> regions() {
        return IntStream.range(0, origins.slots().origins())
                .mapToObj(origins::region)
                .toList();
    }

    HistoryPage page(Merge merged, boolean more, RoomPlace reached, Optional<HistoryGap> gap) {
        return new HistoryPage(merged.messages().stream().map(this::message).toList(), more, offset(reached), gap);
    }

    private HistoryMessage message(Merge.Placed placed) {
        int slot = origins.slots().slot(placed.origin(), partition);
        return placed.entry().message(origins.messageOffset(slot, placed.behind()));
    }

    /// What cannot be had before the messages of a page.
    ///
    /// @param place that the messages are wanted from, or, back, up to
    /// @param holes by origin
    /// @param others the place in slots where there is none
    Optional<HistoryGap> gap(boolean back, Optional<HistoryPlace> place, List<Optional<Hole>> holes, RoomPlace others) {
        if (holes.stream().allMatch(Optional::isEmpty)) {
            return Optional.empty();
        }
        RoomPlace from = RoomPlace.of(
                holes.size(), origin -> holes.get(origin).map(Hole::from).orElse(others.at(origin)));
        RoomPlace to = RoomPlace.of(
                holes.size(), origin -> holes.get(origin).map(Hole::to).orElse(others.at(origin)));
        Set<Hole.Kind> kinds =
                holes.stream().flatMap(Optional::stream).map(Hole::kind).collect(Collectors.toSet());
        Optional<String> its = place.map(HistoryPlace::text).filter(text -> kinds.contains(Hole.Kind.OTHER_LOG));
        return Optional.of(new HistoryGap(
                room.room(),
                back ? offset(from) : its.orElseGet(() -> offset(from)),
                back ? its.orElseGet(() -> offset(to)) : offset(to),
                kinds.equals(Set.of(Hole.Kind.EXPIRED)) ? "expired" : "reset"));
    }

    private String offset(RoomPlace place) {
        return origins.offset(partition, place);
    }
}
