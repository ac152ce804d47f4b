package io.roomlog.deploy.prove;

/// A range of a room's partition that the client was told it cannot have.
///
/// @param from first offset
/// @param to   first offset behind it
record Gap(long from, long to, String reason) {
    boolean covers(long offset) {
        return from <= offset && offset < to;
    }
}
