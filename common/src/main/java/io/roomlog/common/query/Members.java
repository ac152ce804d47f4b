package io.roomlog.common.query;

import com.fasterxml.jackson.annotation.JsonInclude;
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

    /// The same without the regions, where there is one only.
    public Members withoutRegions() {
        return new Members(
                count,
                users,
                members.stream().map(one -> new Member(one.user, one.id, "")).toList());
    }

    /// One socket.
    ///
    /// @param id its Socket.IO id
    /// @param region where the edge is that holds it; empty where it is not told
    public record Member(
            String user,
            String id,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) String region) {
        public Member {
            region = region == null ? "" : region;
        }
    }
}
