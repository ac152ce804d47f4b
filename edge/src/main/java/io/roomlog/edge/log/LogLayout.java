package io.roomlog.edge.log;

import io.roomlog.common.cursor.Epoch;

/// The topics as they are.
///
/// @param roomPartitions partition count of `rooms`
/// @param sessionPartitions partition count of `sessions`
/// @param epoch this life of `rooms`
public record LogLayout(int roomPartitions, int sessionPartitions, Epoch epoch) {}
