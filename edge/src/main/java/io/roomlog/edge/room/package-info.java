/// Rooms on this edge: who is in them, what is delivered to them, and the cursor behind each delivery.
///
/// [Dispatcher] turns the log's records into deliveries, in log order, on the tail's thread; [RoomLog] appends. Knows
/// neither transports nor what Socket.IO packets clients send.
@NullMarked
package io.roomlog.edge.room;

import org.jspecify.annotations.NullMarked;
