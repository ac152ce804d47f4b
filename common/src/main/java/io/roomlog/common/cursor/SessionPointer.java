package io.roomlog.common.cursor;

/// Where in the `sessions` topic a socket's session record lies.
///
/// @param origin index of the region in the cursor's epochs, 0 to 15
/// @param partition partition of the `sessions` topic
/// @param offset the record's offset in its origin
public record SessionPointer(int origin, int partition, long offset) {
    public SessionPointer {
        if (origin < 0 || origin >= CursorHead.MAX_ORIGINS || partition < 0 || offset < 0) {
            throw new IllegalArgumentException("no session pointer: " + origin + "/" + partition + "/" + offset);
        }
    }
}
