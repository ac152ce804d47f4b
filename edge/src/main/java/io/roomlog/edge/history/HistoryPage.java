package io.roomlog.edge.history;

import java.util.List;
import java.util.Optional;

/// A piece of a room's past without a hole.
///
/// @param messages oldest first; may be none although there are more, where the time was up
/// @param more whether there are, or may be, more in the direction asked for
/// @param offset the place to go on from in that direction
/// @param gap what can no longer be had of what was asked for
public record HistoryPage(List<HistoryMessage> messages, boolean more, String offset, Optional<HistoryGap> gap) {
    public HistoryPage {
        messages = List.copyOf(messages);
    }
}
