/// WebSocket framing of the server's side (RFC 6455), without extensions.
///
/// Knows neither the opening handshake nor what the messages mean, nor I/O. The doors are
/// [io.roomlog.common.websocket.FrameDecoder] and [io.roomlog.common.websocket.FrameEncoder].
@NullMarked
package io.roomlog.common.websocket;

import org.jspecify.annotations.NullMarked;
