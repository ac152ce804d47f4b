package io.roomlog.common.websocket;

import io.roomlog.common.bytes.Bytes;

/// What a client's frames amount to: whole messages, control frames, and the end.
public sealed interface WebSocketMessage {
    /// A message of text; `data` is UTF-8.
    record Text(Bytes data) implements WebSocketMessage {}

    /// A message of bytes.
    record Binary(Bytes data) implements WebSocketMessage {}

    /// To be answered with a pong of the same data.
    record Ping(Bytes data) implements WebSocketMessage {}

    /// The answer to a ping, or unasked.
    record Pong(Bytes data) implements WebSocketMessage {}

    /// The client closes; `code` is [CloseCode#NONE] if it gave none.
    record Closing(int code, String reason) implements WebSocketMessage {}

    /// The client broke the protocol; the connection is to be closed with `closeCode`.
    record Violation(int closeCode, String reason) implements WebSocketMessage {}
}
