/// The rooms application: the verbs `join`, `leave`, `publish` and so on, written with the same API that others use.
///
/// [RoomsApplication] is the door; [RoomCalls] for those without a socket.
@NullMarked
package io.roomlog.edge.app;

import org.jspecify.annotations.NullMarked;
