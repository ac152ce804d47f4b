package io.roomlog.deploy.prove;

/// A message that has come.
///
/// @param number   the message's, unlike any other's
/// @param position the next offset of the room's partition, as the cursor behind the message says; -1 if it does not
/// @param visit    the connection over which it came
/// @param atNanos  when
record Delivery(long number, long position, int visit, long atNanos) {}
