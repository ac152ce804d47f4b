/// What is common to all HTTP requests (how they have to be framed, by when they have to be there, their bodies, CORS),
/// and the admin port: health and metrics.
///
/// Knows nothing of the edge's other packages. [RequestFraming], [RequestBody], [Cors] and [AdminRoutes] are the doors.
@NullMarked
package io.roomlog.edge.http;

import org.jspecify.annotations.NullMarked;
