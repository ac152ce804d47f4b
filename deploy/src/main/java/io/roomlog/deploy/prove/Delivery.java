package io.roomlog.deploy.prove;

import io.roomlog.common.cursor.RoomPlace;

/// A message that has come.
///
/// @param number  the message's, unlike any other's
/// @param place   the next offsets of the room's partition, as the cursor behind the message says
/// @param visit   the connection over which it came
/// @param atNanos when
record Delivery(long number, RoomPlace place, int visit, long atNanos) {}
