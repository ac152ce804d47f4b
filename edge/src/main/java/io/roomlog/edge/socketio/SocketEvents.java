package io.roomlog.edge.socketio;

import io.roomlog.edge.limit.LimitEvents;

/// What is counted of sockets. Thread-safe.
public interface SocketEvents extends LimitEvents {
    /// A socket was closed because its identity ended to hold.
    void tokenExpired();
}
