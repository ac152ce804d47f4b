package io.roomlog.edge.history;

import io.roomlog.common.cursor.Cursor;
import io.roomlog.edge.log.Origins;
import java.util.Optional;
import java.util.OptionalLong;

/// A client's offset, as a place in one room's partition.
///
/// The offset of a message, as entries of a history and acks of publishes have it, lies neither before nor behind
/// itself. Any other offset (a join's, a gap's, a page's, the one behind an event) is a place between messages: all
/// that was had up to there lies before it, the event that it stood behind among it.
///
/// @param text as the client gave it
/// @param isOfThisLog whether it counts in this life of the log; the numbers mean nothing otherwise
/// @param next first offset that lies behind it
/// @param before first offset that does not lie before it
public record HistoryPlace(String text, boolean isOfThisLog, long next, long before) {

    /// Reads an offset; empty where it is none of ours, or does not cover the slot.
    static Optional<HistoryPlace> of(String text, int slot, Origins origins) {
        return Cursor.decode(text).flatMap(cursor -> {
            int origin = origins.slots().origin(slot);
            int its = cursor.head().epochs().indexOf(origins.epochs().get(origin));
            if (its < 0) {
                return Optional.of(new HistoryPlace(text, false, 0, 0));
            }
            int partition = origins.slots().partition(slot);
            OptionalLong next = cursor.vector().next(its, partition);
            return next.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new HistoryPlace(
                            text,
                            true,
                            next.getAsLong(),
                            cursor.before(its, partition).orElseThrow()));
        });
    }
}
