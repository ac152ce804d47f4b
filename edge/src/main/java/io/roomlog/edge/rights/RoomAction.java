package io.roomlog.edge.rights;

import java.util.Locale;

/// What can be done with a room.
public enum RoomAction {
    JOIN,
    PUBLISH,
    HISTORY,
    MEMBERS;

    /// The action's name in a token.
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
