package io.roomlog.router.presence;

import io.roomlog.common.log.RoomKey;
import java.util.HashMap;
import java.util.Map;

/// Who of a partition is in a room. Guarded by its [PresenceView].
final class Attendance {
    private final RoomKey room;
    private final Map<String, Attendant> sockets = new HashMap<>();
    private final Map<String, Integer> users = new HashMap<>();

    Attendance(RoomKey room) {
        this.room = room;
    }

    RoomKey room() {
        return room;
    }

    void add(String pid, Attendant socket) {
        if (sockets.put(pid, socket) == null) {
            users.merge(socket.user(), 1, Integer::sum);
        }
    }

    void remove(String pid) {
        Attendant socket = sockets.remove(pid);
        if (socket != null) {
            users.computeIfPresent(socket.user(), (user, count) -> count == 1 ? null : count - 1);
        }
    }

    boolean isEmpty() {
        return sockets.isEmpty();
    }

    /// The sockets, by the pids of their sessions.
    Map<String, Attendant> sockets() {
        return sockets;
    }

    /// How many different users there are.
    int users() {
        return users.size();
    }
}
