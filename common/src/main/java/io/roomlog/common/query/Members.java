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
    public record Member(String user, String id) {}
}
