package io.roomlog.edge.socketio;

/// How a namespace treats its sockets.
///
/// @param recovery whether its sockets have a pid and cursors, so that they can be resumed
/// @param announce whether the members of a room are told who comes and goes (`user-joined`, `user-left`)
public record NamespaceOptions(boolean recovery, boolean announce) {
    /// Recovery without announcements: what users of stock servers expect, with nothing lost.
    public static final NamespaceOptions DEFAULT = new NamespaceOptions(true, false);
}
