package io.roomlog.common.log;

/// What was read at an offset of the `rooms` topic.
public sealed interface RoomEntry permits RoomRecord, Rejected {}
