/// What processes tell Prometheus of themselves: the table of metrics, and how they are counted.
///
/// Knows nothing of what is counted. [Meters] is the door.
@NullMarked
package io.roomlog.common.metrics;

import org.jspecify.annotations.NullMarked;
