/// What is counted on this edge, under the names that operators see.
///
/// Implements the event interfaces of the other packages. [EdgeMetrics] is the door.
@NullMarked
package io.roomlog.edge.metrics;

import org.jspecify.annotations.NullMarked;
