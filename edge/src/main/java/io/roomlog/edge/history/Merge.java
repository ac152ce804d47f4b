package io.roomlog.edge.history;

import io.roomlog.common.cursor.RoomPlace;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Puts what was found of a room in each of its slots into one order: that of the stamps, where they are the same that
/// of the regions' names, and within a slot always its own. So it is the same wherever the same records are.
///
/// It begins at the end where the reading began, and goes as far as the answer holds and the order is known: where all
/// is taken that was found in a slot although there is more, only to what comes before the rest of that certainly.
///
/// The places that it gives lie, in each slot, between what has been taken and what has not.
final class Merge {
    private final boolean back;
    private final Answer answer;
    private final List<Lane> lanes;
    private final Deque<Placed> placed = new ArrayDeque<>();

    /// @param back whether the newest come first
    /// @param parts by origin
    /// @param regions names, by origin
    /// @param answer an empty one, of which the limits count
    Merge(boolean back, List<Part> parts, List<String> regions, Answer answer) {
        this.back = back;
        this.answer = answer;
        this.lanes = IntStream.range(0, parts.size())
                .mapToObj(origin -> new Lane(back, parts.get(origin), origin, regions.get(origin)))
                .toList();
        Lane next = next();
        while (next != null && take(next)) {
            next = next();
        }
    }

    /// A message among those of all origins.
    ///
    /// @param behind the place right behind it
    record Placed(Entry entry, int origin, RoomPlace behind) {}

    /// What was taken, oldest first.
    List<Placed> messages() {
        return List.copyOf(placed);
    }

    /// Where what was not taken begins.
    RoomPlace reached() {
        return RoomPlace.of(lanes.size(), origin -> lanes.get(origin).place());
    }

    /// Whether there is nothing that was not taken.
    boolean isComplete() {
        return lanes.stream().allMatch(lane -> lane.isTaken() && lane.part.complete());
    }

    /// What cannot be had, by origin: what lies behind all that was taken is told with what comes next to it.
    List<Optional<Hole>> holes() {
        return lanes.stream()
                .map(lane ->
                        lane.part.hole().filter(hole -> !back || lane.isTaken() || hole.kind() != Hole.Kind.EXPIRED))
                .toList();
    }

    /// The slot whose next message is the next of all; null where there is none, or it is not known which it is.
    private @Nullable Lane next() {
        Lane next = null;
        for (Lane lane : lanes) {
            if (!lane.isTaken()
                    && (next == null
                            || isNext(
                                    lane.head().stamp(),
                                    lane.region,
                                    next.head().stamp(),
                                    next.region))) {
                next = lane;
            }
        }
        if (next != null) {
            for (Lane lane : lanes) {
                if (lane.isTaken()
                        && !lane.part.complete()
                        && !isNext(next.head().stamp(), next.region, lane.bound(), lane.region)) {
                    return null;
                }
            }
        }
        return next;
    }

    private boolean isNext(long stamp, String region, long otherStamp, String otherRegion) {
        int order = stamp == otherStamp ? region.compareTo(otherRegion) : Long.compare(stamp, otherStamp);
        return back ? order > 0 : order < 0;
    }

    /// @return false if it does not fit
    private boolean take(Lane lane) {
        Entry entry = lane.head();
        if (!(back ? answer.addFirst(entry) : answer.addLast(entry))) {
            return false;
        }
        RoomPlace behind = RoomPlace.of(
                lanes.size(),
                origin -> origin == lane.origin
                        ? entry.offset() + 1
                        : lanes.get(origin).place());
        Placed one = new Placed(entry, lane.origin, behind);
        if (back) {
            placed.addFirst(one);
        } else {
            placed.addLast(one);
        }
        lane.taken++;
        return true;
    }

    /// What was found in a slot, as far as it has been taken.
    private static final class Lane {
        private final boolean back;
        private final Part part;
        private final int origin;
        private final String region;
        private int taken;
        private @Nullable Long bound;

        Lane(boolean back, Part part, int origin, String region) {
            this.back = back;
            this.part = part;
            this.origin = origin;
            this.region = region;
        }

        boolean isTaken() {
            return taken == part.entries().size();
        }

        Entry head() {
            return part.entries().get(back ? part.entries().size() - 1 - taken : taken);
        }

        /// Between what was taken and what was not.
        long place() {
            return isTaken() ? part.reached() : back ? head().offset() + 1 : head().offset();
        }

        long bound() {
            if (bound == null) {
                bound = part.bound().getAsLong();
            }
            return bound;
        }
    }
}
