/// WebSocket framing of the server's side (RFC 6455), and the extension permessage-deflate (RFC 7692).
///
/// Knows neither what the messages mean, nor I/O; of the opening handshake only how the extension is agreed on. The
/// doors are [io.roomlog.common.websocket.FrameDecoder], [io.roomlog.common.websocket.FrameEncoder] and, for the
/// extension, [io.roomlog.common.websocket.DeflateAgreement] and [io.roomlog.common.websocket.MessageDeflater].
@NullMarked
package io.roomlog.common.websocket;

import org.jspecify.annotations.NullMarked;
