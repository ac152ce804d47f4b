/// What is counted on this router, under the names that operators see.
///
/// Implements the event interfaces of the other packages. [RouterMetrics] is the door.
@NullMarked
package io.roomlog.router.metrics;

import org.jspecify.annotations.NullMarked;
