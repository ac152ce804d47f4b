package io.roomlog.edge.websocket;

import java.util.OptionalInt;

/// Bounds of a connection.
///
/// @param maxMessageBytes largest message taken from the peer; above it the connection is closed with 1009
/// @param maxQueueBytes most that waits to be written
/// @param compressFrom length from which messages are compressed for peers that take it (RFC 7692); empty for no
///     compression, of theirs neither
public record WebSocketLimits(int maxMessageBytes, long maxQueueBytes, OptionalInt compressFrom) {}
