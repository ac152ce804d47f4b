package io.roomlog.edge.history;

/// What cannot be had of a slot.
///
/// @param from first offset of it, or where the slot's log is another one that it begins
/// @param to where the slot goes on
record Hole(Kind kind, long from, long to) {
    enum Kind {
        /// The log no longer holds it, or it was lost before it could be mirrored.
        EXPIRED,
        /// The log does not go as far as a client says.
        RESET,
        /// The log is another one than a client's offset counts in.
        OTHER_LOG
    }

    static Hole expired(RoomScan.Lost lost) {
        return new Hole(Kind.EXPIRED, lost.from(), lost.to());
    }
}
