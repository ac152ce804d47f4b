package io.roomlog.edge.session;

/// Whose session it is, and how it is kept.
///
/// @param namespace the Socket.IO namespace
/// @param user empty for nobody in particular
/// @param recorded whether it is written to the log, so that it can be resumed
/// @param positions whether the client is told its position by cursor-only events
/// @param announced whether its coming and going is announced in its rooms
public record SessionOwner(String namespace, String user, boolean recorded, boolean positions, boolean announced) {}
