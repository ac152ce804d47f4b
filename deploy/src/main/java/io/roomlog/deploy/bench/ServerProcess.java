package io.roomlog.deploy.bench;

/// A process whose processor time counts.
///
/// @param holdsConnections whether clients connect to it, so that its memory is that of the connections
public record ServerProcess(String name, long pid, boolean holdsConnections) {}
