package io.roomlog.deploy.prove;

/// A message in the log.
///
/// @param number as it was published
/// @param origin the region where it was appended, by its place in the plan
/// @param offset in its room's partition there
/// @param wide whether it is a copy, as others in other rooms
record Entry(long number, int origin, long offset, boolean wide) {}
