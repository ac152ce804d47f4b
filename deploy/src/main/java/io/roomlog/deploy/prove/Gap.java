package io.roomlog.deploy.prove;

import io.roomlog.common.cursor.RoomPlace;

/// A range of a room's partition that the client was told it cannot have, or not yet.
///
/// @param from first offsets
/// @param to   first offsets behind it
record Gap(RoomPlace from, RoomPlace to, String reason) {
    private static final String PENDING = "pending";

    boolean covers(int origin, long offset) {
        return !isPending() && from.at(origin) <= offset && offset < to.at(origin);
    }

    /// Whether what is missing is yet to come.
    boolean isPending() {
        return reason.equals(PENDING);
    }
}
