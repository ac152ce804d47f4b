package io.roomlog.edge.limit;

/// What has been exceeded.
public enum Limit {
    /// Connections of this edge.
    CONNECTIONS,
    /// Connections from one address.
    CONNECTIONS_OF_ADDRESS,
    /// Handshakes a second.
    HANDSHAKES,
    /// Handshakes a second from one address.
    HANDSHAKES_OF_ADDRESS,
    /// Sockets of one user.
    SOCKETS_OF_USER,
    /// Namespaces of one connection.
    NAMESPACES,
    /// Rooms of one socket.
    ROOMS,
    /// Publishes a second of one socket.
    PUBLISHES_OF_SOCKET,
    /// Publishes a second of one user.
    PUBLISHES_OF_USER
}
