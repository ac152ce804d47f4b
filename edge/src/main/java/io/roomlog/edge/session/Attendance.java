package io.roomlog.edge.session;

import io.roomlog.common.log.RoomRecord;
import io.roomlog.edge.log.LogException;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/// In which rooms the others have been told of a socket, and the telling.
///
/// Used by the socket's own thread, and when it is over by the one that announces its departure.
final class Attendance {
    private final Sessions sessions;
    private final SessionState state;
    private final Set<String> told = new HashSet<>();

    Attendance(Sessions sessions, SessionState state) {
        this.sessions = sessions;
        this.state = state;
    }

    /// The others have been told before, wherever the socket was then.
    ///
    /// @param lost rooms that it was in then, and is not now
    void resume(Collection<String> lost) {
        state.now().rooms().keySet().stream().filter(room -> !state.isOwn(room)).forEach(told::add);
        told.addAll(lost);
    }

    /// Tells the others of a room that the socket has come, if they have not been told.
    ///
    /// @throws LogException if that is not kept; the same call, made again, makes up for it
    void come(String room) {
        if (told.add(room)) {
            try {
                LogException.join(sessions.announce(RoomRecord.Kind.JOINED, room, state.now()));
            } catch (LogException e) {
                told.remove(room);
                throw e;
            }
        }
    }

    /// Tells the others of a room that the socket has gone, if they have been told that it came.
    ///
    /// @throws LogException if that is not kept; the same call, made again, makes up for it
    void go(String room) {
        if (told.remove(room)) {
            try {
                LogException.join(sessions.announce(RoomRecord.Kind.LEFT, room, state.now()));
            } catch (LogException e) {
                told.add(room);
                throw e;
            }
        }
    }

    /// The others think that the socket has left, and it has not: they are told again that it is there.
    void correct(String room) {
        if (told.contains(room) && state.isIn(room)) {
            var _ = sessions.announce(RoomRecord.Kind.JOINED, room, state.now());
        }
    }

    /// Tells all the others that the socket has gone.
    ///
    /// @throws LogException if some of that is not kept; the same call, made again, makes up for it
    void depart() {
        Map<String, CompletableFuture<String>> telling = new LinkedHashMap<>();
        told.forEach(room -> telling.put(room, sessions.announce(RoomRecord.Kind.LEFT, room, state.now())));
        telling.forEach((room, kept) -> {
            LogException.join(kept);
            told.remove(room);
        });
    }
}
