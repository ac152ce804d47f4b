package io.roomlog.edge.session;

import com.fasterxml.jackson.databind.JsonNode;
import io.roomlog.common.cursor.RoomPlace;
import io.roomlog.common.cursor.SessionPointer;
import io.roomlog.common.cursor.Slots;
import io.roomlog.common.log.RoomKey;
import io.roomlog.common.log.SessionRecord;
import io.roomlog.edge.log.LogException;
import io.roomlog.edge.outbound.Outbound;
import io.roomlog.edge.room.CursorTrail;
import io.roomlog.edge.room.Dispatcher;
import io.roomlog.edge.room.Fence;
import io.roomlog.edge.room.GapEvents.Reason;
import io.roomlog.edge.room.Reached;
import io.roomlog.edge.room.Subscriber;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// One socket's session on this edge.
///
/// A change of rooms is: the dispatcher's fence, the session record, the announcement, the cursor-only event,
/// whatever the caller does then (the ack), and only then what has come since the fence. So what a client knows to
/// be done is in its cursor. What others command comes as control records: the socket is held at that very place,
/// then the same.
///
/// The public methods block, for one thread at a time. Control records come on the dispatcher's: [SessionCommands].
public final class Session {
    private final Sessions sessions;
    private final Dispatcher dispatcher;
    private final SessionListener listener;
    private final SessionOwner owner;
    private final SessionState state;
    private final SessionCommands commands;
    private final Subscriber subscriber;
    private final Seam seam;
    private final SessionRenewal renewal;
    private final Attendance attendance;
    private final Departure departure;
    private @Nullable Backlog backlog;
    private List<String> forbidden = List.of();
    private long resumeBegan;
    private volatile boolean takenOver;
    private volatile boolean over;

    Session(
            Sessions sessions,
            Optional<String> pid,
            SessionRecord begin,
            SessionOwner owner,
            SessionListener listener) {
        this.sessions = sessions;
        this.dispatcher = sessions.dispatcher();
        this.owner = owner;
        this.listener = listener;
        this.state = new SessionState(
                sessions.records(),
                pid,
                sessions::holder,
                sessions.log().layout().slots(),
                begin);
        this.attendance = new Attendance(sessions, state);
        this.departure = new Departure(sessions.timer(), state, attendance, this::isOthers);
        this.commands = new SessionCommands(
                this, state, attendance, listener, sessions.log().layout().slots());
        this.subscriber = new Subscriber(
                state.sid(),
                state.userRoom(),
                pid.isPresent() ? new CursorTrail(sessions.log().layout().origins()) : null,
                sessions.log().layout().slots(),
                commands);
        this.seam = new Seam(sessions, state, subscriber, listener);
        this.renewal = new SessionRenewal(
                sessions.timer(), sessions.terms().renewal(), sessions.terms().silence(), this::writeAgain, listener);
    }

    /// @param lost rooms that it may not be in any more
    Session resumed(SessionPointer claimedAt, Backlog missed, List<String> lost) {
        state.claimedAt(claimedAt);
        backlog = missed;
        forbidden = lost;
        subscriber.isBack();
        return this;
    }

    /// When its client asked for it, as [System#nanoTime()] tells.
    void resumesSince(long nanos) {
        resumeBegan = nanos;
    }

    public String sid() {
        return state.sid();
    }

    /// The private id; empty where the session is not recorded.
    public Optional<String> pid() {
        return state.pid();
    }

    /// Whether it was taken over from an earlier connection.
    public boolean isResumed() {
        return state.isClaimed();
    }

    /// The rooms that the socket is in, its own among them.
    public Set<String> rooms() {
        Set<String> rooms = new HashSet<>(state.now().rooms().keySet());
        rooms.removeIf(RoomKey::isEveryone);
        return rooms;
    }

    /// What the application has saved with it; null for nothing.
    public @Nullable JsonNode data() {
        return state.now().data();
    }

    /// The trail for events that do not come from the log; null where the socket has no cursor.
    public @Nullable CursorTrail trail() {
        return subscriber.trail();
    }

    // ---- its beginning

    /// Opens the session: enters the socket's rooms, records it, sends `connect`, then what was missed, then
    /// it is live.
    ///
    /// @param connect CONNECT's answer
    /// @throws LogException if the log did not take it; nothing was sent then, unless a past could not be read
    public void open(Outbound connect) {
        try {
            Backlog missed = backlog;
            backlog = null; // what was missed is not kept for as long as the socket lives
            if (missed == null) {
                openNew(connect);
            } else {
                openResumed(connect, missed);
            }
        } catch (RuntimeException e) {
            dispatcher.drop(subscriber);
            if (state.isWritten()) {
                departure.unseen(sessions.terms().grace()); // it counts as held here, until it has come back elsewhere
            }
            throw e;
        }
        if (pid().isPresent()) {
            renewal.begin();
        }
        sessions.opened(this);
        if (state.isOfAnEndedLease()) {
            holdAgain(); // it was ended while this was being opened
        }
    }

    private void openNew(Outbound connect) {
        List<RoomKey> own = state.ownRooms(sessions.everyone(state.now().namespace()));
        Fence fence = LogException.join(dispatcher.subscribe(subscriber, own));
        write(state.withRooms(own, fence.joined(), fence.positions()), fence.positions());
        listener.send(connect);
        tell(fence.positions());
        settle();
    }

    private void openResumed(Outbound connect, Backlog missed) {
        sessions.tellTakenOver(state);
        if (owner.announced()) {
            attendance.resume(forbidden);
            forbidden.forEach(attendance::go);
            forbidden = List.of();
        }
        listener.send(connect);
        Seam.Crossing crossing = seam.cross(missed);
        Past past = crossing.past();
        Map<Integer, Long> reached = new HashMap<>(past.at());
        reached.keySet().retainAll(crossing.fence().positions().keySet());
        if (!state.now().left().isEmpty()) {
            write(state.current(reached), reached);
        }
        tell(reached);
        tellPending(reached);
        after(past);
        settle();
        sessions.events()
                .resumed(
                        past.lost() == 0 ? SessionEvents.Resume.EXACT : SessionEvents.Resume.GAP,
                        past.sent(),
                        System.nanoTime() - resumeBegan);
    }

    /// Tells which rooms may lack what another region has had, and has not sent here yet.
    private void tellPending(Map<Integer, Long> reached) {
        Slots slots = sessions.log().layout().slots();
        for (int origin = 1; origin < slots.origins(); origin++) {
            if (!sessions.isHeard(origin)) {
                for (String room : rooms()) {
                    int slot = state.slots(room)[origin];
                    long next = reached.getOrDefault(slot, 0L);
                    subscriber.insert(sessions.gaps().frame(state.key(room), slot, next, next, Reason.PENDING));
                }
            }
        }
    }

    // ---- its rooms

    /// Enters a room. One that the socket is in already is left as it is.
    ///
    /// @param announce whether the others in the room are told
    /// @param beforeLive gets the place at which the room's live records begin, once the join holds and before any
    ///     of them is sent
    /// @throws LogException if the join does not hold, or (unknown) may not
    public void join(String room, boolean announce, Consumer<RoomPlace> beforeLive) {
        join(room, announce, false, beforeLive);
    }

    private void join(String room, boolean announce, boolean placed, Consumer<RoomPlace> beforeLive) {
        RoomKey key = state.key(room);
        Fence fence = LogException.join(dispatcher.subscribe(subscriber, List.of(key)));
        try {
            boolean isNew = !state.isIn(room);
            if (isNew || state.isUnsure()) {
                try {
                    SessionRecord next =
                            state.withRooms(isNew ? List.of(key) : List.of(), fence.joined(), fence.positions());
                    write(isNew && placed ? next.placedIn(room) : next, fence.positions());
                } catch (LogException e) {
                    if (isNew) {
                        LogException.join(dispatcher.exit(subscriber, key));
                    }
                    throw e;
                }
                subscriber.locate(state.pointer(), fence.positions());
            }
            if (announce) {
                attendance.come(room);
            }
            if (isNew) {
                tell();
            }
            beforeLive.accept(fence.joined().getOrDefault(key, RoomPlace.of(0)));
        } finally {
            settle();
        }
    }

    /// Leaves a room; one that the socket is not in is no error.
    ///
    /// @param beforeLive called once it holds
    /// @throws LogException if it does not hold, or (unknown) may not
    public void leave(String room, Runnable beforeLive) {
        if (!state.isIn(room)) {
            if (state.isUnsure()) {
                writeAgain();
            }
            attendance.go(room);
            beforeLive.run();
            return;
        }
        Fence fence = LogException.join(dispatcher.hold(subscriber));
        try {
            RoomPlace until = state.place(room, fence.positions());
            write(state.current(fence.positions()).without(room, until, false), fence.positions());
            // whatever fails from here on, what goes out stands under the head of this record
            subscriber.locate(state.pointer(), fence.positions());
            LogException.join(dispatcher.exit(subscriber, state.key(room)));
            attendance.go(room);
            tell();
            beforeLive.run();
        } finally {
            settle();
        }
    }

    /// Leaves the rooms that the client may not be in any more; it is told by a `gap` whose reason is `removed`. Those
    /// that it has been put into by the server it stays in.
    ///
    /// @param mayStay whether it may stay in a room
    /// @throws LogException if it does not hold, or (unknown) may not
    public void leaveForbidden(Predicate<String> mayStay) {
        state.now().forbidden(mayStay).forEach(this::remove);
    }

    private void remove(String room) {
        Fence fence = LogException.join(dispatcher.hold(subscriber));
        try {
            RoomPlace until = state.place(room, fence.positions());
            LogException.join(dispatcher.exit(subscriber, state.key(room)));
            writeRemoved(room, until);
        } catch (LogException e) {
            // out of the room here, and in it by the log: what is right comes out when it resumes
            listener.failed();
            throw e;
        } finally {
            settle();
        }
    }

    /// Records the session as it is, with the application's data.
    ///
    /// @throws LogException if it is not recorded, or (unknown) may not be
    public void save() {
        writeAgain();
    }

    /// Records the session under the edge's new incarnation: its lease had been ended.
    void holdAgain() {
        listener.execute(() -> {
            try {
                writeAgain();
            } catch (LogException e) {
                renewal.soon();
            }
        });
    }

    // ---- what others command

    void holdNow() {
        dispatcher.holdNow(subscriber);
    }

    /// Takes the socket out of a room at the record that is being dispatched.
    ///
    /// @return what remains to be done
    Runnable takeOut(String room) {
        RoomPlace until = dispatcher.exitNow(subscriber, state.key(room));
        return () -> {
            if (state.isIn(room)) {
                writeRemoved(room, until);
            }
        };
    }

    /// Puts the socket into a room.
    void putIn(String room) {
        join(room, owner.announced(), true, offset -> {});
    }

    private void writeRemoved(String room, RoomPlace until) {
        Reached reached = LogException.join(dispatcher.reached(subscriber));
        write(state.current(reached.positions()).without(room, until, true), reached.seen());
        LogException.join(dispatcher.relocate(subscriber, state.pointer()));
        attendance.go(room);
        if (owner.positions()) {
            int own = state.slots(room)[0];
            subscriber.insert(sessions.gaps().frame(state.key(room), own, until.at(0), until.at(0), Reason.REMOVED));
        }
        tell();
    }

    void takenOver(Control.TakenOver taken) {
        if (!state.isSupersededBy(taken)) {
            return;
        }
        takenOver = true;
        over = true;
        dispatcher.drop(subscriber);
        departure.cancel();
        listener.takenOver();
    }

    /// Takes the hold back that the caller has.
    void settle() {
        seam.settle(this::after);
    }

    /// Does what was found on the way through a past; the socket is held.
    private void after(Past past) {
        past.left().forEach((room, until) -> {
            if (state.isIn(room)) {
                LogException.join(dispatcher.exit(subscriber, state.key(room)));
                writeRemoved(room, until);
            }
        });
        past.commands().forEach(commands::found);
        past.departed().forEach(attendance::correct);
    }

    boolean isOver() {
        return over;
    }

    // ---- its end

    /// Ends the session for good, and announces it.
    public void end() {
        stop();
        dispatcher.drop(subscriber);
        departure.now(true);
    }

    /// The connection is lost: the departure is announced after the grace, unless the session has been taken
    /// over by then.
    public void lost() {
        stop();
        if (isOthers()) {
            dispatcher.drop(subscriber);
            return;
        }
        LogException.join(dispatcher.dropAllBut(subscriber, state.key(sid())));
        departure.after(sessions.terms().grace(), false, () -> dispatcher.drop(subscriber));
    }

    /// Whether nothing more may be written for it here: somebody else has it.
    private boolean isOthers() {
        return takenOver || isForsaken();
    }

    /// Whether others may count the session as lost by this edge: nothing more may be written for it.
    private boolean isForsaken() {
        return pid().isPresent() && renewal.hasFailed();
    }

    private void stop() {
        over = true;
        renewal.end();
        sessions.closed(this);
    }

    // ---- what it writes and tells

    /// Tells the client its position.
    private void tell() {
        if (owner.positions()) {
            subscriber.tell(state.now().namespace());
        }
    }

    private void tell(Map<Integer, Long> reached) {
        subscriber.locate(state.pointer(), reached);
        tell();
    }

    /// Writes the session as it is, so that its records follow each other closely and the client's cursor is
    /// near the last of them.
    private void writeAgain() {
        if (pid().isPresent() && !over) {
            Reached reached = LogException.join(dispatcher.reached(subscriber));
            write(state.current(reached.positions()), reached.seen());
            LogException.join(dispatcher.relocate(subscriber, state.pointer()));
            tell();
        }
    }

    private void write(SessionRecord next, Map<Integer, Long> reached) {
        if (isForsaken()) {
            throw new LogException(LogException.Reason.UNAVAILABLE, "the session could not be renewed for too long");
        }
        state.write(next, reached, listener.data());
        renewal.written();
    }
}
