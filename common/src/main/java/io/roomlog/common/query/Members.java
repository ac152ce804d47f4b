package io.roomlog.common.query;

import java.util.List;

/// Who is in a room.
///
/// @param count sockets
/// @param users different users among them
/// @param members some of them: all, or as many as were wanted
public record Members(long count, long users, List<Member> members) {
    public Members {
        members = List.copyOf(members);
    }

    /// One socket.
    ///
    /// @param id its Socket.IO id
    /// @param region where the edge is that holds it; empty where the router does not say
    public record Member(String user, String id, String region) {
        public Member {
            region = region == null ? "" : region;
        }
    }
}
