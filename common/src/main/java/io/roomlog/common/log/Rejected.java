package io.roomlog.common.log;

/// A record that no client may get.
///
/// @param reason why, for the log and the count
public record Rejected(String reason) implements RoomEntry {}
