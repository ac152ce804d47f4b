/// Access to the log in Kafka: topics, appending, tailing, reading back, and whether it is there.
///
/// Knows partitions and offsets, nothing of rooms' members or of sockets. Doors: [LogAppender] to write, [Tail] to
/// follow, [LogReader] to look back, [LogPicker] for records whose places are known.
@NullMarked
package io.roomlog.edge.log;

import org.jspecify.annotations.NullMarked;
