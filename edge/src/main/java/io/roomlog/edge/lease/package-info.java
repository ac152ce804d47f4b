/// Leases in the log: that this edge lives, for others to know, and which others do.
///
/// Knows the log, nothing of rooms and sockets. [Leases] is the door.
@NullMarked
package io.roomlog.edge.lease;

import org.jspecify.annotations.NullMarked;
