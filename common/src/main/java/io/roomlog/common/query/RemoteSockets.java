package io.roomlog.common.query;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Sockets, on whatever edge.
///
/// @param sockets all, or as many as were wanted
public record RemoteSockets(List<RemoteSocket> sockets) {
    public RemoteSockets {
        sockets = List.copyOf(sockets);
    }

    /// A socket as its session record has it.
    ///
    /// @param region where the edge is that holds it; empty where the router does not say
    /// @param edge incarnation of the edge that holds it
    /// @param id its Socket.IO id
    /// @param rooms names of its rooms, its own among them
    /// @param data what the application keeps with it; null for nothing
    public record RemoteSocket(
            String id,
            String user,
            String region,
            String edge,
            List<String> rooms,
            @Nullable JsonNode data) {
        public RemoteSocket {
            region = region == null ? "" : region;
            rooms = List.copyOf(rooms);
        }
    }
}
