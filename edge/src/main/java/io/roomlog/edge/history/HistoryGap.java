package io.roomlog.edge.history;

/// A range of a room that can no longer be had.
///
/// @param room the room's name
/// @param from offset at which it begins
/// @param to offset at which the room goes on
/// @param reason `expired` where the retention has ended, `reset` where the log is another one, or shorter
public record HistoryGap(String room, String from, String to, String reason) {}
