package io.roomlog.edge.app;

import io.roomlog.common.log.RoomKey;
import io.roomlog.common.log.SessionRecord;
import io.roomlog.edge.history.HistoryPage;
import io.roomlog.edge.history.HistoryPlace;
import io.roomlog.edge.history.JoinPast;
import io.roomlog.edge.history.RoomHistory;
import io.roomlog.edge.history.Viewer;
import io.roomlog.edge.rights.RoomAction;
import io.roomlog.edge.room.RoomLog;
import io.roomlog.edge.socketio.Event;
import io.roomlog.edge.socketio.Socket;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The verbs that give a room's past: `history`, and `join`, which may ask for one.
final class HistoryVerbs {
    private final RoomLog log;
    private final RoomHistory history;
    private final RoomGuard guard;
    private final Quotas quotas;

    HistoryVerbs(RoomLog log, RoomHistory history, RoomGuard guard, Quotas quotas) {
        this.log = log;
        this.guard = guard;
        this.quotas = quotas;
        this.history = history;
    }

    /// Most of the past is read before the join, its rest while the socket is held: what comes live begins where the
    /// past ends.
    void join(Event event) throws VerbException {
        Socket socket = event.socket();
        RoomKey room = RoomNames.room(event);
        guard.require(socket.identity(), RoomAction.JOIN, room);
        quotas.requireRoomFor(socket, room.room());
        JoinOptions options = JoinOptions.of(event.arguments().get(1));
        if (options.wantsPast()) {
            guard.require(socket.identity(), RoomAction.HISTORY, room);
        }
        Optional<JoinPast> past = past(event, room, options);
        socket.join(room.room(), joinedAt -> {
            Map<String, Object> answer = RoomsApplication.ok();
            answer.put("room", room.room());
            answer.put("offset", log.offset(room, joinedAt));
            answer.put("history", List.of());
            past.map(some -> some.upTo(joinedAt)).ifPresent(page -> {
                answer.put("history", page.messages());
                if (page.more()) {
                    answer.put("more", true);
                }
                page.gap().ifPresent(gap -> answer.put("gap", gap));
            });
            event.ack(answer);
        });
    }

    private Optional<JoinPast> past(Event event, RoomKey room, JoinOptions options) throws VerbException {
        if (!options.wantsPast()) {
            return Optional.empty();
        }
        Socket socket = event.socket();
        Optional<HistoryPlace> since = HistoryQuestion.place(history, room, "since", options.since());
        socket.awaitRoom();
        return Optional.of(
                since.isPresent()
                        ? history.since(room, viewer(socket), since.get())
                        : history.last(room, viewer(socket), options.history()));
    }

    void history(Event event) throws VerbException {
        Socket socket = event.socket();
        RoomKey room = RoomNames.room(event);
        guard.require(socket.identity(), RoomAction.HISTORY, room);
        HistoryQuestion question =
                HistoryQuestion.of(history, room, event.arguments().get(1));
        socket.awaitRoom();
        HistoryPage page = question.read(viewer(socket));
        Map<String, Object> answer = RoomsApplication.ok();
        HistoryQuestion.answer(answer, page, page.messages());
        event.ack(answer);
    }

    private static Viewer viewer(Socket socket) {
        return new Viewer(socket.id(), SessionRecord.userRoom(socket.identity().user()));
    }
}
