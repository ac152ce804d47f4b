package io.roomlog.deploy.capacity;

import java.time.Duration;

/// What is wanted, of all regions together. Users are spread at random over all edges, and rooms are alike.
///
/// @param users connections
/// @param rate publishes a second over all rooms
/// @param roomsPerUser how many rooms a user joins
/// @param message bytes of a payload
/// @param replication copies of each record in a region
/// @param retention how long messages are kept
/// @param reconnect how long all users of a region may take to come back when its edges were lost
public record Demand(
        long users,
        long rooms,
        double rate,
        double roomsPerUser,
        int message,
        int regions,
        int replication,
        Duration retention,
        Duration reconnect) {
    /// How many users are in a room, on average over the rooms.
    double roomSize() {
        return users * roomsPerUser / rooms;
    }

    /// What each region has of it.
    Traffic region() {
        return new Traffic(Math.ceilDiv(users, regions), rate / regions, rate * roomSize() / regions);
    }

    /// The payload bytes and the record's own.
    double recordBytes(Costs costs) {
        return message + costs.of(Cost.RECORD_BYTES);
    }
}
