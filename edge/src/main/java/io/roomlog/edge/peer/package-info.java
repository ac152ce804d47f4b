/// Other edges: which of them has a polling client's session, and passing on what is for it.
///
/// Knows HTTP and what leases say, nothing of Engine.IO. [Peers] is the door.
@NullMarked
package io.roomlog.edge.peer;

import org.jspecify.annotations.NullMarked;
