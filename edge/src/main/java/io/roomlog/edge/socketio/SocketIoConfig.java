package io.roomlog.edge.socketio;

import java.time.Duration;

/// How a Socket.IO server behaves.
///
/// @param connectTimeout after which a connection without a namespace is closed
/// @param maxInboundEvents events of one socket that wait for its handlers before its connection is no longer read
public record SocketIoConfig(Duration connectTimeout, int maxInboundEvents) {}
