/// Where each room's events lie in `rooms`, which ids have been seen, and what is in the wrong place.
///
/// Knows no HTTP. [RoomIndex] and [IndexQueries] are the doors.
@NullMarked
package io.roomlog.router.index;

import org.jspecify.annotations.NullMarked;
