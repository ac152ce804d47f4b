package io.roomlog.edge.session;

import io.roomlog.common.bytes.Bytes;
import io.roomlog.common.cursor.CursorHead;
import io.roomlog.common.cursor.PositionVector;
import io.roomlog.common.cursor.SessionPointer;
import io.roomlog.common.log.RoomKey;
import io.roomlog.common.log.RoomRecord;
import io.roomlog.common.log.SessionRecord;
import io.roomlog.edge.log.LogException;
import io.roomlog.edge.outbound.Outbound;
import io.roomlog.edge.room.CursorTrail;
import io.roomlog.edge.room.Fence;
import io.roomlog.edge.room.Subscriber;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One socket's session on this edge.
///
/// A change of rooms is: the dispatcher's fence, the session record, the announcement, the cursor-only event,
/// whatever the caller does then (the ack), and only then what has come since the fence. So what a client knows to
/// be done is in its cursor.
///
/// `open`, `join`, `leave`, `end` and `lost` block, and are called by one thread at a time. Control records come on
/// the dispatcher's thread.
public final class Session {
    private final Sessions sessions;
    private final Optional<String> pid;
    private final SessionListener listener;
    private final Subscriber subscriber;
    private final SessionOwner owner;
    private final Set<String> announced = new HashSet<>();
    private volatile SessionRecord state;
    private @Nullable SessionPointer pointer;
    private @Nullable PositionVector resumedFrom;
    private @Nullable Future<?> departure;
    private volatile boolean takenOver;

    Session(
            Sessions sessions,
            Optional<String> pid,
            SessionRecord state,
            SessionOwner owner,
            SessionListener listener) {
        this.owner = owner;
        this.sessions = sessions;
        this.pid = pid;
        this.state = state;
        this.listener = listener;
        this.subscriber = new Subscriber(
                state.sid(),
                userRoom(state.user()),
                listener::send,
                pid.isPresent() ? new CursorTrail() : null,
                this::control,
                listener::overflow);
    }

    Session resumed(SessionPointer claimedAt, PositionVector from) {
        pointer = claimedAt;
        resumedFrom = from;
        return this;
    }

    /// The room of all of a user's sockets.
    public static String userRoom(String user) {
        return "user:" + user;
    }

    public String sid() {
        return state.sid();
    }

    /// The private id; empty where the session is not recorded.
    public Optional<String> pid() {
        return pid;
    }

    /// Whether it was taken over from an earlier connection.
    public boolean isResumed() {
        return resumedFrom != null;
    }

    /// The rooms that the socket is in, its own among them.
    public Set<String> rooms() {
        return Set.copyOf(state.rooms().keySet());
    }

    /// The trail for events that do not come from the log; null where the socket has no cursor.
    public @Nullable CursorTrail trail() {
        return subscriber.trail();
    }

    /// Opens the session: enters the socket's rooms, records it, sends `connect`, then what was missed, then it is
    /// live.
    ///
    /// @param connect CONNECT's answer
    /// @throws LogException if the log did not take it; nothing was sent then, unless a past could not be read
    public void open(Outbound connect) {
        try {
            if (resumedFrom == null) {
                openNew(connect);
            } else {
                openResumed(connect, resumedFrom);
            }
        } catch (RuntimeException e) {
            sessions.dispatcher().drop(subscriber);
            throw e;
        }
    }

    private void openNew(Outbound connect) {
        List<RoomKey> own = new ArrayList<>();
        own.add(key(sid()));
        if (!state.user().isEmpty()) {
            own.add(key(userRoom(state.user())));
        }
        Fence fence = enter(own);
        record(withRooms(own, fence));
        listener.send(connect);
        tell(fence.positions());
        SessionLog.join(sessions.dispatcher().release(subscriber));
    }

    private void openResumed(Outbound connect, PositionVector from) {
        var _ = sessions.rooms().append(key(sid()), Announcement.takenOver(sid(), state.generation()));
        Map<RoomKey, Long> rooms = new HashMap<>();
        state.rooms().forEach((room, joinedAt) -> rooms.put(key(room), joinedAt));
        if (owner.announced()) {
            announced.addAll(rooms().stream().filter(this::isAnnounced).toList());
        }
        Fence fence = SessionLog.join(sessions.dispatcher().resubscribe(subscriber, rooms, from));
        listener.send(connect);
        Past past = new Past(sessions.log(), subscriber, state, listener::awaitRoom);
        Map<Integer, Long> begin = past.begin(from, fence);
        subscriber.locate(head(), begin);
        tell(past.replay(begin, fence));
        SessionLog.join(sessions.dispatcher().release(subscriber));
    }

    /// Enters a room. One that the socket is in already is left as it is.
    ///
    /// @param announce whether the others in the room are told
    /// @param beforeLive gets the offset at which the room's live records begin, once the join holds, before any of
    ///     them
    /// @throws LogException if the join does not hold, or (unknown) may not
    public void join(String room, boolean announce, Consumer<String> beforeLive) {
        RoomKey key = key(room);
        Fence fence = enter(List.of(key));
        long joinedAt = fence.joined().getOrDefault(key, 0L);
        try {
            boolean isNew = !state.rooms().containsKey(room);
            if (isNew) {
                try {
                    record(withRooms(List.of(key), fence));
                } catch (LogException e) {
                    SessionLog.join(sessions.dispatcher().unsubscribe(subscriber, List.of(key)));
                    throw e;
                }
            }
            if (announce && announced.add(room)) {
                announce(room, RoomRecord.Kind.JOINED);
            }
            if (isNew) {
                tell(fence.positions());
            }
            beforeLive.accept(sessions.rooms().offset(key, joinedAt));
        } finally {
            SessionLog.join(sessions.dispatcher().release(subscriber));
        }
    }

    /// Leaves a room; one that the socket is not in is no error.
    ///
    /// @param beforeLive called once it holds
    /// @throws LogException if it does not hold, or (unknown) may not
    public void leave(String room, Runnable beforeLive) {
        if (!state.rooms().containsKey(room)) {
            beforeLive.run();
            return;
        }
        Map<String, Long> rooms = new HashMap<>(state.rooms());
        rooms.remove(room);
        Fence fence = SessionLog.join(sessions.dispatcher().unsubscribe(subscriber, List.of(key(room))));
        try {
            record(new SessionRecord(
                    state.generation(), state.sid(), state.user(), state.namespace(), false, rooms, state.data()));
            if (announced.remove(room)) {
                announce(room, RoomRecord.Kind.LEFT);
            }
            tell(fence.positions());
            beforeLive.run();
        } finally {
            SessionLog.join(sessions.dispatcher().release(subscriber));
        }
    }

    /// Ends the session for good, and announces it.
    public void end() {
        sessions.dispatcher().drop(subscriber);
        if (takenOver) {
            return;
        }
        pid.ifPresent(id -> sessions.records().append(id, state.end()));
        announceDeparture();
    }

    /// The connection is lost: the departure is announced after the grace, unless the session has been taken over by
    /// then.
    public void lost() {
        if (takenOver) {
            sessions.dispatcher().drop(subscriber);
            return;
        }
        SessionLog.join(sessions.dispatcher().dropAllBut(subscriber, key(sid())));
        synchronized (this) {
            departure = sessions.timer()
                    .schedule(
                            () -> Thread.ofVirtual().name("edge-departure").start(this::depart),
                            sessions.grace().toMillis(),
                            TimeUnit.MILLISECONDS);
        }
    }

    private void depart() {
        sessions.dispatcher().drop(subscriber);
        if (!takenOver) {
            announceDeparture();
        }
    }

    private void announceDeparture() {
        for (String room : announced) {
            var _ = sessions.rooms().append(key(room), announcement(room, RoomRecord.Kind.LEFT));
        }
    }

    private void control(RoomRecord record) {
        if (!Announcement.isTakenOver(record, sid()) || record.generation() <= state.generation()) {
            return;
        }
        takenOver = true;
        sessions.dispatcher().drop(subscriber);
        synchronized (this) {
            if (departure != null) {
                departure.cancel(false);
            }
        }
        listener.takenOver();
    }

    private Fence enter(List<RoomKey> rooms) {
        return SessionLog.join(sessions.dispatcher().subscribe(subscriber, rooms));
    }

    private void tell(Map<Integer, Long> reached) {
        subscriber.locate(head(), reached);
        if (owner.positions()) {
            subscriber.tell(state.namespace());
        }
    }

    private CursorHead head() {
        return new CursorHead(List.of(sessions.log().layout().epoch()), Optional.ofNullable(pointer));
    }

    private void record(SessionRecord next) {
        if (pid.isPresent()) {
            pointer = sessions.records().append(pid.get(), next);
        }
        state = next;
    }

    private SessionRecord withRooms(List<RoomKey> added, Fence fence) {
        Map<String, Long> rooms = new HashMap<>(state.rooms());
        added.forEach(key -> rooms.put(key.room(), fence.joined().getOrDefault(key, 0L)));
        return new SessionRecord(
                state.generation(), state.sid(), state.user(), state.namespace(), false, rooms, state.data());
    }

    private void announce(String room, RoomRecord.Kind kind) {
        try {
            SessionLog.join(sessions.rooms().append(key(room), announcement(room, kind)));
        } catch (LogException e) {
            // so that the same call, made again, makes up for it
            if (kind == RoomRecord.Kind.JOINED) {
                announced.remove(room);
            } else {
                announced.add(room);
            }
            throw e;
        }
    }

    private RoomRecord announcement(String room, RoomRecord.Kind kind) {
        Bytes event = Announcement.event(kind, room, state.user(), sid());
        return Announcement.record(kind, event, sid(), state.user(), state.generation());
    }

    private boolean isAnnounced(String room) {
        return !room.equals(sid()) && !room.equals(userRoom(state.user()));
    }

    private RoomKey key(String room) {
        return new RoomKey(state.namespace(), room);
    }
}
