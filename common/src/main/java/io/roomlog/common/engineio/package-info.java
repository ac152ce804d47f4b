/// Engine.IO protocol 4: packets, and their bytes on WebSocket and HTTP long-polling.
///
/// Knows neither Socket.IO nor transports, sessions or I/O. The door is [io.roomlog.common.engineio.EngineCodec].
@NullMarked
package io.roomlog.common.engineio;

import org.jspecify.annotations.NullMarked;
