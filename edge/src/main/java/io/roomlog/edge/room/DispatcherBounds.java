package io.roomlog.edge.room;

/// Bounds of what a dispatcher keeps.
///
/// @param maxWaitingBytes most that waits for one socket while it is held
/// @param hotTailBytes about how much of the newest records is kept in memory
/// @param announceLimit members of a room on this edge above which comings and goings are not announced
public record DispatcherBounds(long maxWaitingBytes, long hotTailBytes, int announceLimit) {}
