package io.roomlog.edge.app;

import io.roomlog.common.log.RoomKey;
import io.roomlog.common.socketio.Arguments;
import io.roomlog.edge.session.SessionIds;
import io.roomlog.edge.socketio.Event;

/// Which rooms there may be.
final class RoomNames {
    private static final int MAX_LENGTH = 256;
    private static final String USER = "user:";

    private RoomNames() {}

    /// The room that an argument names.
    static String room(Arguments arguments, int index) throws VerbException {
        return checked(arguments
                .string(index)
                .orElseThrow(() -> VerbException.invalid("the room must be a string of 1 to 256 characters")));
    }

    /// The room that an event of a client names first, in its socket's namespace.
    static RoomKey room(Event event) throws VerbException {
        return new RoomKey(event.socket().namespace().name(), room(event.arguments(), 0));
    }

    static String checked(String room) throws VerbException {
        if (room.isEmpty() || room.codePointCount(0, room.length()) > MAX_LENGTH) {
            throw VerbException.invalid("a room's name has 1 to 256 characters");
        }
        if (room.codePoints().anyMatch(RoomNames::isHalf)) {
            // half a surrogate pair has no bytes of its own: two such names would be one room
            throw VerbException.invalid("a room's name is Unicode text");
        }
        if (RoomKey.isEveryone(room)) {
            throw new VerbException(ErrorCode.FORBIDDEN, "this room is the server's own");
        }
        return room;
    }

    private static boolean isHalf(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }

    /// A socket stays in its own room and its user's.
    static void requireLeavable(String room) throws VerbException {
        if (room.startsWith(USER) || SessionIds.isSid(room)) {
            throw new VerbException(ErrorCode.FORBIDDEN, "this room cannot be left");
        }
    }
}
