package io.roomlog.edge.history;

import io.roomlog.common.cursor.Cursor;
import io.roomlog.common.cursor.Epoch;
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

    /// Reads an offset; empty where it is none of ours, or does not cover the partition.
    static Optional<HistoryPlace> of(String text, int partition, Epoch epoch) {
        return Cursor.decode(text).flatMap(cursor -> {
            if (!cursor.head().epochs().getFirst().equals(epoch)) {
                return Optional.of(new HistoryPlace(text, false, 0, 0));
            }
            OptionalLong next = cursor.vector().next(0, partition);
            return next.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new HistoryPlace(
                            text,
                            true,
                            next.getAsLong(),
                            cursor.before(0, partition).orElseThrow()));
        });
    }
}
