package io.roomlog.edge.app;

import com.fasterxml.jackson.databind.JsonNode;
import io.roomlog.common.log.RoomKey;
import io.roomlog.edge.history.HistoryPage;
import io.roomlog.edge.history.HistoryPlace;
import io.roomlog.edge.history.RoomHistory;
import io.roomlog.edge.history.Viewer;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Which page of a room's past is wanted, by a client with a socket or without.
///
/// @param limit most messages
record HistoryQuestion(
        RoomHistory history, RoomKey room, Optional<HistoryPlace> before, Optional<HistoryPlace> after, int limit) {
    /// Reads the options of `history`.
    static HistoryQuestion of(RoomHistory history, RoomKey room, JsonNode given) throws VerbException {
        HistoryOptions options = HistoryOptions.of(given);
        return new HistoryQuestion(
                history,
                room,
                place(history, room, "before", options.before()),
                place(history, room, "after", options.after()),
                options.limit());
    }

    /// Reads an offset that a client has given, if it has given one.
    static Optional<HistoryPlace> place(RoomHistory history, RoomKey room, String field, Optional<String> offset)
            throws VerbException {
        Optional<HistoryPlace> place = offset.flatMap(text -> history.place(room, text));
        if (offset.isPresent() && place.isEmpty()) {
            throw VerbException.invalid(field + " is no offset of this room");
        }
        return place;
    }

    /// Reads the page. Blocks.
    ///
    /// @throws io.roomlog.edge.log.LogException if the log does not answer in time
    HistoryPage read(Viewer viewer) {
        return after.isPresent()
                ? history.after(room, viewer, after.get(), limit)
                : history.before(room, viewer, before, limit);
    }

    /// Adds a page to an answer.
    ///
    /// @param messages the page's, as they are to be written
    static void answer(Map<String, Object> answer, HistoryPage page, List<?> messages) {
        answer.put("messages", messages);
        answer.put("more", page.more());
        answer.put("offset", page.offset());
        page.gap().ifPresent(gap -> answer.put("gap", gap));
    }
}
