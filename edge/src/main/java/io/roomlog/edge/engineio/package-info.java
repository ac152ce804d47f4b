/// Engine.IO 4 on the server: handshake, long-polling, WebSocket, the upgrade between them, heartbeat.
///
/// Knows nothing of Socket.IO: an [EngineHandler] gets the sessions and their messages. [EngineServer] is the door.
@NullMarked
package io.roomlog.edge.engineio;

import org.jspecify.annotations.NullMarked;
