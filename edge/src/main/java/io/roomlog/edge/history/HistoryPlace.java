package io.roomlog.edge.history;

import io.roomlog.common.cursor.Cursor;
import io.roomlog.common.cursor.Epoch;
import io.roomlog.edge.log.Origins;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/// A client's offset, as a place in one room.
///
/// The offset of a message, as entries of a history and acks of publishes have it, lies neither before nor behind
/// itself. Any other offset (a join's, a gap's, a page's, the one behind an event) is a place between messages: all
/// that was had up to there lies before it, the event that it stood behind among it.
///
/// @param text as the client gave it
/// @param places in the room's slots, by origin
public record HistoryPlace(String text, List<InSlot> places) {
    /// What it says of a slot.
    public sealed interface InSlot {}

    /// A place there.
    ///
    /// @param next first offset that lies behind it
    /// @param before first offset that does not lie before it
    public record At(long next, long before) implements InSlot {}

    /// It counts in another life of the log; the numbers mean nothing.
    public record OtherLog() implements InSlot {}

    /// Nothing: it counts in other slots.
    public record Unsaid() implements InSlot {}

    public HistoryPlace {
        places = List.copyOf(places);
    }

    /// Reads an offset; empty where it is none of ours, or does not cover the partition.
    static Optional<HistoryPlace> of(String text, int partition, Origins origins) {
        return Cursor.decode(text).flatMap(cursor -> {
            List<Epoch> here = origins.epochs();
            List<Epoch> its = cursor.head().epochs();
            if (here.stream().noneMatch(epoch -> isKnown(epoch) && its.contains(epoch))) {
                return Optional.of(new HistoryPlace(
                        text, here.stream().<InSlot>map(epoch -> new OtherLog()).toList()));
            }
            boolean covers = IntStream.range(0, its.size())
                    .anyMatch(i -> isKnown(its.get(i))
                            && here.contains(its.get(i))
                            && cursor.vector().next(i, partition).isPresent());
            return covers
                    ? Optional.of(new HistoryPlace(
                            text,
                            here.stream()
                                    .map(epoch -> in(epoch, cursor, partition, here))
                                    .toList()))
                    : Optional.empty();
        });
    }

    private static boolean isKnown(Epoch epoch) {
        return !epoch.equals(Origins.UNKNOWN);
    }

    /// @param epoch the slot's log
    /// @param here all that are known
    private static InSlot in(Epoch epoch, Cursor cursor, int partition, List<Epoch> here) {
        List<Epoch> its = cursor.head().epochs();
        if (!isKnown(epoch)) {
            return new At(0, 0); // nothing of it is here
        }
        int origin = its.indexOf(epoch);
        if (origin >= 0) {
            OptionalLong next = cursor.vector().next(origin, partition);
            return next.isEmpty()
                    ? new Unsaid()
                    : new At(next.getAsLong(), cursor.before(origin, partition).orElseThrow());
        }
        if (!here.containsAll(its.stream().filter(HistoryPlace::isKnown).toList())) {
            return new OtherLog();
        }
        return its.contains(Origins.UNKNOWN) ? new At(0, 0) : new Unsaid();
    }
}
