package io.roomlog.deploy.bench;

import java.time.Duration;

/// One scenario as it is to be run.
///
/// @param roomSize sockets in a room; 0: they join none
/// @param rate publishes a second over all rooms; 0: as fast as acks allow
/// @param window how many publishes of a publisher may be unanswered, where there is no rate
/// @param warmup how long the same work is done before it counts
/// @param length how long it counts
/// @param payload bytes of a message as delivered, without an offset
/// @param messages in a storm, how many each socket misses; with histories, how many a join asks for
/// @param threads that read the connections
public record Plan(
        Scenario scenario,
        int sockets,
        int roomSize,
        double rate,
        int window,
        Duration warmup,
        Duration length,
        int payload,
        int messages,
        int threads) {
    /// How many rooms there are.
    int rooms() {
        return roomSize == 0 ? 0 : (sockets + roomSize - 1) / roomSize;
    }

    /// Which room a socket is in.
    int room(int socket) {
        return socket / roomSize;
    }

    /// How many sockets are in a room.
    int sizeOf(int room) {
        return Math.min(roomSize, sockets - room * roomSize);
    }
}
