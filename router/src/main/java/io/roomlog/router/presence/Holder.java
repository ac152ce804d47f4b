package io.roomlog.router.presence;

/// An edge that holds sockets.
///
/// @param region where it is
/// @param incarnation of the edge
record Holder(String region, String incarnation) {}
