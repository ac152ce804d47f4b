/// What the edge asks routers.
///
/// Knows HTTP and the questions, nothing of sockets and the log. [RouterClient] is the door.
@NullMarked
package io.roomlog.edge.router;

import org.jspecify.annotations.NullMarked;
