/// Sessions in the log: what lets any edge take a socket over, its rooms, and the order in which a change of them
/// is recorded.
///
/// Blocking, on the socket's own virtual thread. Knows no packets and no transports. [Sessions] is the door.
@NullMarked
package io.roomlog.edge.session;

import org.jspecify.annotations.NullMarked;
