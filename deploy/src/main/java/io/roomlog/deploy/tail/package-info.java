/// A room's records, read straight from Kafka and written for people or for programs.
///
/// [RoomTail] is the door. Nothing here knows edges or routers: what stands in the log is shown, and nothing else.
@NullMarked
package io.roomlog.deploy.tail;

import org.jspecify.annotations.NullMarked;
