package io.roomlog.edge.app;

import io.roomlog.common.log.RoomKey;
import io.roomlog.edge.rights.RoomAction;
import io.roomlog.edge.socketio.Identity;

/// Decides who may do what in which room. Asked before each join, publish, page of history and list of members, and
/// whether a socket may stay in its rooms (as for a join) when it is resumed or its token replaced.
///
/// Must be thread-safe, and quick where it can be: it is asked on the socket's own virtual thread, and may block that.
@FunctionalInterface
public interface RoomPolicy {
    /// Whether somebody may do something in a room. Rooms that are nobody's to enter are not asked for.
    boolean permits(Identity who, RoomAction action, RoomKey room);

    /// The policy of tokens: what the claim `rooms` says.
    ///
    /// @param open whether a token without the claim may do everything, or else nothing
    static RoomPolicy ofTokens(boolean open) {
        return (who, action, room) -> who.rights().areStated() ? who.rights().permit(action, room.room()) : open;
    }
}
