package io.roomlog.edge.app;

import io.roomlog.common.log.RoomKey;
import io.roomlog.common.query.Members;
import io.roomlog.edge.router.RouterClient;
import io.roomlog.edge.socketio.Event;
import java.util.LinkedHashMap;
import java.util.Map;

/// The verb `members`: who is in a room, on all edges, as routers know it.
final class MembersVerb {
    /// Most members that are named in an answer.
    static final int MAX_MEMBERS = 1_000;

    private final RouterClient routers;

    MembersVerb(RouterClient routers) {
        this.routers = routers;
    }

    void members(Event event) throws VerbException {
        String room = RoomNames.room(event.arguments(), 0);
        RoomNames.requireJoinable(event.socket(), room);
        Members members = routers.members(new RoomKey(event.socket().namespace().name(), room), MAX_MEMBERS);
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
