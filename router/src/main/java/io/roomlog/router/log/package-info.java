/// What the router's parts have in common of the log: where its topics begin, end and have been read to, the way to
/// the topics that they write, what is done with a record that cannot be used.
///
/// Knows no part of the topology. [RecordProcessor], [Sinks] and [PartitionOffsets] are the doors.
@NullMarked
package io.roomlog.router.log;

import org.jspecify.annotations.NullMarked;
