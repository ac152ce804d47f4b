/// The past of rooms, a page at a time, as a reader of the room would have had it live.
///
/// Knows neither sockets nor the wire. [RoomHistory] is the door.
@NullMarked
package io.roomlog.edge.history;

import org.jspecify.annotations.NullMarked;
