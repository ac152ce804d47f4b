package io.roomlog.edge.socketio;

import io.roomlog.common.log.RoomKey;
import io.roomlog.common.query.RemoteSockets;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// A socket on any edge, as it was when its session was last recorded.
///
/// @param id its Socket.IO id
/// @param user the user's name; empty for nobody in particular
/// @param rooms names of its rooms, its own and its user's among them
/// @param data what its edge's application has saved with it
/// @param edge incarnation of the edge that holds it
public record RemoteSocket(String id, String user, Set<String> rooms, Map<String, Object> data, String edge) {
    public RemoteSocket {
        rooms = Set.copyOf(rooms);
        data = Map.copyOf(data);
    }

    static RemoteSocket of(RemoteSockets.RemoteSocket told) {
        Set<String> rooms =
                told.rooms().stream().filter(room -> !RoomKey.isEveryone(room)).collect(Collectors.toSet());
        return new RemoteSocket(told.id(), told.user(), rooms, SocketData.read(told.data()), told.edge());
    }
}
