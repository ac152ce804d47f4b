package io.roomlog.edge.socketio;

/// How a namespace treats its sockets.
///
/// @param recovery whether its sockets have a pid and cursors, so that they can be resumed
/// @param positions whether a socket is told its position by events of its own (`$offset`); without them one that has
///     received no event cannot be resumed, as with stock servers
/// @param announce whether the members of a room are told who comes and goes (`user-joined`, `user-left`)
public record NamespaceOptions(boolean recovery, boolean positions, boolean announce) {
    /// Recovery without announcements: what users of stock servers expect, with nothing lost.
    public static final NamespaceOptions DEFAULT = new NamespaceOptions(true, true, false);

    /// Neither recovery nor announcements.
    public static final NamespaceOptions PLAIN = new NamespaceOptions(false, false, false);
}
