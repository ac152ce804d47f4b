/// What stands in the log: topics, room keys and their partitions, the format of each record.
///
/// Knows Kafka's records and headers, neither a producer nor a consumer. [RoomKey] and [RoomRecord] are the doors.
@NullMarked
package io.roomlog.common.log;

import org.jspecify.annotations.NullMarked;
