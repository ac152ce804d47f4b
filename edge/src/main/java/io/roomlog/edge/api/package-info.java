/// The HTTP API: paths, tokens, JSON and problems (RFC 9457), around what the rooms application can do.
///
/// Knows neither rooms nor the log. [ApiRoutes] is the door.
@NullMarked
package io.roomlog.edge.api;

import org.jspecify.annotations.NullMarked;
