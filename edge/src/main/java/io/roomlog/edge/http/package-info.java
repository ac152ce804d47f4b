/// What the edge answers over HTTP beside Engine.IO: CORS, the page and the client's files, health and metrics.
///
/// [Cors] and [AdminRoutes] are the doors.
@NullMarked
package io.roomlog.edge.http;

import org.jspecify.annotations.NullMarked;
