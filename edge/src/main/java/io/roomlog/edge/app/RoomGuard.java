package io.roomlog.edge.app;

import io.roomlog.common.log.RoomKey;
import io.roomlog.common.log.SessionRecord;
import io.roomlog.edge.rights.RoomAction;
import io.roomlog.edge.session.SessionIds;
import io.roomlog.edge.socketio.Identity;
import java.util.List;

/// What anybody may do in a room: what the policy permits, in rooms that are not reserved. Thread-safe.
final class RoomGuard {
    private static final String USER = "user:";

    private final RoomPolicy policy;

    RoomGuard(RoomPolicy policy) {
        this.policy = policy;
    }

    /// Lets pass who may do it. The rooms of other users and of sockets are entered by themselves, or not at all, and
    /// nobody else reads what is in them; who may publish there is the policy's to say. One's own is one's own.
    ///
    /// @throws VerbException (forbidden) for the others
    void require(Identity who, RoomAction action, RoomKey room) throws VerbException {
        boolean publishes = action == RoomAction.PUBLISH;
        if (!publishes && isReserved(who, room.room())) {
            throw new VerbException(ErrorCode.FORBIDDEN, "this room is open to nobody else");
        }
        boolean own = !publishes && isOwn(who, room.room());
        if (!own && !policy.permits(who, action, room)) {
            throw new VerbException(
                    ErrorCode.FORBIDDEN, "the token does not allow " + action.text() + " in " + room.room());
        }
    }

    /// Lets pass who may publish in all of some rooms.
    ///
    /// @throws VerbException (forbidden) for the others
    void requirePublish(Identity who, String namespace, List<String> rooms) throws VerbException {
        for (String room : rooms) {
            require(who, RoomAction.PUBLISH, new RoomKey(namespace, room));
        }
    }

    /// Whether somebody's socket may stay in a room.
    boolean mayStay(Identity who, RoomKey room) {
        return !isReserved(who, room.room()) && policy.permits(who, RoomAction.JOIN, room);
    }

    private static boolean isOwn(Identity who, String room) {
        return room.equals(SessionRecord.userRoom(who.user()));
    }

    private static boolean isReserved(Identity who, String room) {
        return (room.startsWith(USER) && !isOwn(who, room)) || SessionIds.isSid(room);
    }
}
