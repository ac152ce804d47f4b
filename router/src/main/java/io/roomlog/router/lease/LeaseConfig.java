package io.roomlog.router.lease;

import java.time.Duration;

/// What a router says of itself in `edges`.
///
/// @param bootstrap Kafka's addresses
/// @param id the process's, its own among all routers
/// @param address where its query API is reached, `host:port`
/// @param region where it is
/// @param lease how long it may be silent, and others
public record LeaseConfig(String bootstrap, String id, String address, String region, Duration lease) {}
