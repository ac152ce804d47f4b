package io.roomlog.edge.app;

import io.roomlog.common.log.RoomKey;
import io.roomlog.common.query.Members;
import io.roomlog.edge.rights.RoomAction;
import io.roomlog.edge.router.RouterClient;
import io.roomlog.edge.socketio.Event;
import java.util.LinkedHashMap;
import java.util.Map;

/// The verb `members`: who is in a room, on all edges, as routers know it.
final class MembersVerb {
    /// Most members that are named in an answer.
    static final int MAX_MEMBERS = 1_000;

    private final RoomGuard guard;
    private final RouterClient routers;

    MembersVerb(RoomGuard guard, RouterClient routers) {
        this.guard = guard;
        this.routers = routers;
    }

    void members(Event event) throws VerbException {
        RoomKey room = RoomNames.room(event);
        guard.require(event.socket().identity(), RoomAction.MEMBERS, room);
        Members members = routers.members(room, MAX_MEMBERS);
        Map<String, Object> answer = RoomsApplication.ok();
        answer.putAll(answer(members));
        event.ack(answer);
    }

    static Map<String, Object> answer(Members members) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("count", members.count());
        answer.put("users", members.users());
        answer.put("members", members.members());
        if (members.count() > members.members().size()) {
            answer.put("more", true);
        }
        return answer;
    }
}
