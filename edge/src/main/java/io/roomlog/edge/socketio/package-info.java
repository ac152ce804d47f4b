/// The API that applications are written with: namespaces, sockets, events and acks, and the Socket.IO protocol
/// behind it.
///
/// Knows sessions and rooms, nothing of transports below Engine.IO. [SocketIoServer] is the door.
@NullMarked
package io.roomlog.edge.socketio;

import org.jspecify.annotations.NullMarked;
