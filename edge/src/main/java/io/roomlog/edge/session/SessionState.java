package io.roomlog.edge.session;

import com.fasterxml.jackson.databind.JsonNode;
import io.roomlog.common.cursor.RoomPlace;
import io.roomlog.common.cursor.SessionPointer;
import io.roomlog.common.cursor.Slots;
import io.roomlog.common.log.RoomKey;
import io.roomlog.common.log.SessionRecord;
import io.roomlog.common.log.SessionRecord.Stay;
import io.roomlog.edge.log.LogException;
import io.roomlog.edge.room.SubscriberListener.Place;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A session's state as it stands in the log, and the one place where it is written.
///
/// Written by the socket's own thread; read, and told of commands that wait, on the dispatcher's too.
final class SessionState {
    private final SessionLog records;
    private final Optional<String> pid;
    private final Supplier<String> holder;
    private final Slots slots;
    private final Queue<Place> waiting = new ConcurrentLinkedQueue<>();
    private volatile SessionRecord now;
    private volatile @Nullable SessionPointer claim;
    private volatile long claimStamp;
    private @Nullable SessionPointer pointer;
    private boolean unsure;

    /// @param pid empty where the session is not recorded
    /// @param holder this edge's incarnation at the moment
    /// @param slots of `rooms`
    SessionState(SessionLog records, Optional<String> pid, Supplier<String> holder, Slots slots, SessionRecord begin) {
        this.records = records;
        this.pid = pid;
        this.holder = holder;
        this.slots = slots;
        this.now = begin;
    }

    Optional<String> pid() {
        return pid;
    }

    SessionRecord now() {
        return now;
    }

    String sid() {
        return now.sid();
    }

    String userRoom() {
        return SessionRecord.userRoom(now.user());
    }

    RoomKey key(String room) {
        return new RoomKey(now.namespace(), room);
    }

    boolean isIn(String room) {
        return now.rooms().containsKey(room);
    }

    /// Whether a room is one of those that the socket is in as long as it lives.
    boolean isOwn(String room) {
        return now.isOwn(room);
    }

    /// The rooms that the socket is in as long as it lives: its own, its user's if it has one, and that of all
    /// sockets.
    List<RoomKey> ownRooms(RoomKey everyone) {
        RoomKey its = key(sid());
        return now.user().isEmpty() ? List.of(its, everyone) : List.of(its, key(userRoom()), everyone);
    }

    /// The state as it is, without the stays that have ended before where the socket is: the client has been told of
    /// them since. Whoever comes back from before that finds them in the records between.
    ///
    /// @param positions where the socket is, by slot
    SessionRecord current(Map<Integer, Long> positions) {
        return now.with(now.rooms(), ahead(positions));
    }

    /// The stays that have ended and of which the socket is yet to have something: it is held, and what it has
    /// missed meanwhile is read back for it.
    private List<Stay> ahead(Map<Integer, Long> positions) {
        return now.left().stream()
                .filter(stay -> Arrays.stream(slots(stay.room()))
                        .anyMatch(slot -> positions.getOrDefault(slot, Long.MAX_VALUE)
                                < stay.until().at(slots.origin(slot))))
                .toList();
    }

    /// The slots of one of its namespace's rooms, by origin.
    int[] slots(String room) {
        return slots.of(key(room).partition(slots.partitions()));
    }

    /// The place in one of its namespace's rooms that some positions are.
    ///
    /// @param positions by slot
    RoomPlace place(String room, Map<Integer, Long> positions) {
        int[] its = slots(room);
        return RoomPlace.of(its.length, origin -> positions.getOrDefault(its[origin], 0L));
    }

    /// The state with more rooms.
    ///
    /// @param joined first place that the socket is to have of each
    /// @param positions where the socket is, by slot
    SessionRecord withRooms(List<RoomKey> added, Map<RoomKey, RoomPlace> joined, Map<Integer, Long> positions) {
        Map<String, RoomPlace> rooms = new HashMap<>(now.rooms());
        added.forEach(key -> rooms.put(key.room(), joined.getOrDefault(key, RoomPlace.of(0))));
        return now.with(rooms, ahead(positions));
    }

    /// Whether there is a record of it in the log.
    boolean isWritten() {
        return pointer != null;
    }

    /// Whether a record was written of which the log did not say that it has it: the true state is to be
    /// written before anything else is acked.
    boolean isUnsure() {
        return unsure;
    }

    /// Where the last record lies; empty where the session is not recorded.
    Optional<SessionPointer> pointer() {
        return Optional.ofNullable(pointer);
    }

    /// The session has been claimed, by the record that it begins with.
    void claimedAt(SessionPointer at) {
        claimStamp = Objects.requireNonNull(now.claim()).stamp();
        claim = at;
        pointer = at;
    }

    /// When it was claimed, milliseconds since 1970; 0 if it was not.
    long claimStamp() {
        return claimStamp;
    }

    /// Whether it was taken over from an earlier connection.
    boolean isClaimed() {
        return claim != null;
    }

    /// A command has been seen, and is not applied yet.
    void waits(Place command) {
        waiting.add(command);
    }

    void applied(Place command) {
        waiting.remove(command);
    }

    /// Whether somebody else holds the session by now: by a claim of a higher generation, or one of the same
    /// that lies behind this one, or was made later in another region.
    boolean isSupersededBy(Control.TakenOver taken) {
        SessionPointer own = claim;
        return taken.generation() > now.generation()
                || (taken.generation() == now.generation() && own != null && isLater(taken, own));
    }

    private boolean isLater(Control.TakenOver taken, SessionPointer own) {
        return taken.claim().origin() == own.origin()
                ? taken.claim().offset() > own.offset()
                : taken.stamp() > claimStamp;
    }

    /// Writes the next state.
    ///
    /// @param reached by slot, up to where control records have been seen; those of them that wait are
    ///     not in it
    /// @param data the application's
    /// @throws LogException if it was not taken, or not confirmed
    void write(SessionRecord next, Map<Integer, Long> reached, @Nullable JsonNode data) {
        Map<Integer, Long> controls = new HashMap<>(reached);
        waiting.forEach(
                place -> controls.computeIfPresent(place.slot(), (slot, offset) -> Math.min(offset, place.offset())));
        SessionRecord complete = next.withControls(controls).withData(data).heldBy(holder.get());
        if (pid.isPresent()) {
            try {
                pointer = records.append(pid.get(), complete);
                unsure = false;
            } catch (LogException e) {
                unsure |= e.reason() == LogException.Reason.UNKNOWN;
                throw e;
            }
        }
        now = complete;
    }

    /// Writes that the socket has gone: the session can be resumed, or is over for good.
    ///
    /// @throws LogException if it was not taken, or not confirmed
    void leave(boolean forGood) {
        SessionRecord last = forGood ? now.end() : current(Map.of()).departed();
        if (pid.isPresent()) {
            records.append(pid.get(), last);
        }
    }

    /// Whether others count the edge's incarnation that wrote the last record as dead: then they have said what
    /// there is to say of the socket.
    boolean isOfAnEndedLease() {
        return !now.holder().equals(holder.get());
    }
}
