package io.roomlog.router.lease;

import io.roomlog.common.kafka.KafkaAccess;
import java.time.Duration;
import java.util.List;

/// What a router says of itself in `edges`.
///
/// @param kafka how it is reached
/// @param id the process's, its own among all routers
/// @param address where its query API is reached, `host:port`
/// @param region where it is
/// @param mirrored the other regions, whose leases a mirror brings
/// @param lease how long it may be silent, and others
public record LeaseConfig(
        KafkaAccess kafka, String id, String address, String region, List<String> mirrored, Duration lease) {}
