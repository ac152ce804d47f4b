/// Where a client stands in the log, as the opaque string that it sends back.
///
/// Pure: knows neither Kafka nor the wire. [Cursor] is the door.
@NullMarked
package io.roomlog.common.cursor;

import org.jspecify.annotations.NullMarked;
