package io.roomlog.edge.websocket;

/// Bounds of a connection.
///
/// @param maxMessageBytes largest message taken from the peer; above it the connection is closed with 1009
/// @param maxQueueBytes most that waits to be written
public record WebSocketLimits(int maxMessageBytes, long maxQueueBytes) {}
