package io.roomlog.edge.limit;

import io.roomlog.common.config.Configuration;
import io.roomlog.common.config.Settings;

/// What clients may take. 0 stands for no bound, where nothing else is said.
///
/// @param connections of this edge, 1 or more
/// @param connectionsOfAddress from one address
/// @param handshakesPerSecond of this edge
/// @param handshakesPerSecondOfAddress from one address
/// @param socketsOfUser of one user on this edge, all namespaces together
/// @param namespaces of one connection, 1 or more
/// @param rooms of one socket, beside those that it is in by itself, 1 or more
/// @param publishesPerSecondOfSocket of one socket
/// @param publishesPerSecondOfUser of one user on this edge
public record Limits(
        int connections,
        int connectionsOfAddress,
        int handshakesPerSecond,
        int handshakesPerSecondOfAddress,
        int socketsOfUser,
        int namespaces,
        int rooms,
        int publishesPerSecondOfSocket,
        int publishesPerSecondOfUser) {

    private static final int UNBOUNDED = 1_000_000;

    /// None, for what is the edge's own.
    public static final Limits NONE = new Limits(UNBOUNDED, 0, 0, 0, 0, UNBOUNDED, UNBOUNDED, 0, 0);

    /// What is configured.
    public static Limits of(Configuration configuration) {
        return new Limits(
                configuration.get(Settings.MAX_CONNECTIONS),
                configuration.get(Settings.MAX_CONNECTIONS_PER_ADDRESS),
                configuration.get(Settings.HANDSHAKE_RATE),
                configuration.get(Settings.HANDSHAKE_RATE_PER_ADDRESS),
                configuration.get(Settings.MAX_SOCKETS_PER_USER),
                configuration.get(Settings.MAX_NAMESPACES),
                configuration.get(Settings.MAX_ROOMS),
                configuration.get(Settings.PUBLISH_RATE),
                configuration.get(Settings.PUBLISH_RATE_PER_USER));
    }
}
