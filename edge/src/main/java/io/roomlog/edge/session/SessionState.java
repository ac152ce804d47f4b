package io.roomlog.edge.session;

import com.fasterxml.jackson.databind.JsonNode;
import io.roomlog.common.cursor.CursorHead;
import io.roomlog.common.cursor.Epoch;
import io.roomlog.common.cursor.SessionPointer;
import io.roomlog.common.log.RoomKey;
import io.roomlog.common.log.SessionRecord;
import io.roomlog.common.log.SessionRecord.Stay;
import io.roomlog.edge.log.LogException;
import io.roomlog.edge.room.SubscriberListener.Place;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    private final Epoch epoch;
    private final Optional<String> pid;
    private final Supplier<String> holder;
    private final int partitions;
    private final Queue<Place> waiting = new ConcurrentLinkedQueue<>();
    private volatile SessionRecord now;
    private volatile @Nullable SessionPointer claim;
    private @Nullable SessionPointer pointer;
    private boolean unsure;

    /// @param pid empty where the session is not recorded
    /// @param holder this edge's incarnation at the moment
    /// @param partitions partition count of `rooms`
    SessionState(
            SessionLog records,
            Epoch epoch,
            Optional<String> pid,
            Supplier<String> holder,
            int partitions,
            SessionRecord begin) {
        this.records = records;
        this.epoch = epoch;
        this.pid = pid;
        this.holder = holder;
        this.partitions = partitions;
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
    /// @param positions where the socket is, by partition
    SessionRecord current(Map<Integer, Long> positions) {
        return now.with(now.rooms(), ahead(positions));
    }

    /// The stays that have ended and of which the socket is yet to have something: it is held, and what it has
    /// missed meanwhile is read back for it.
    private List<Stay> ahead(Map<Integer, Long> positions) {
        return now.left().stream()
                .filter(stay -> positions.getOrDefault(partition(stay.room()), Long.MAX_VALUE) < stay.until())
                .toList();
    }

    /// The partition of one of its namespace's rooms.
    int partition(String room) {
        return key(room).partition(partitions);
    }

    /// The state with more rooms.
    ///
    /// @param joined first offset that the socket is to have of each
    /// @param positions where the socket is, by partition
    SessionRecord withRooms(List<RoomKey> added, Map<RoomKey, Long> joined, Map<Integer, Long> positions) {
        Map<String, Long> rooms = new HashMap<>(now.rooms());
        added.forEach(key -> rooms.put(key.room(), joined.getOrDefault(key, 0L)));
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

    /// What a cursor of this session begins with, as of the last record.
    CursorHead head() {
        return new CursorHead(List.of(epoch), Optional.ofNullable(pointer));
    }

    /// The session has been claimed.
    void claimedAt(SessionPointer at) {
        claim = at;
        pointer = at;
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
    /// that lies behind this one.
    boolean isSupersededBy(Control.TakenOver taken) {
        SessionPointer own = claim;
        return taken.generation() > now.generation()
                || (taken.generation() == now.generation()
                        && own != null
                        && taken.claim().offset() > own.offset());
    }

    /// Writes the next state.
    ///
    /// @param reached by partition, up to where control records have been seen; those of them that wait are
    ///     not in it
    /// @param data the application's
    /// @throws LogException if it was not taken, or not confirmed
    void write(SessionRecord next, Map<Integer, Long> reached, @Nullable JsonNode data) {
        Map<Integer, Long> controls = new HashMap<>(reached);
        waiting.forEach(place ->
                controls.computeIfPresent(place.partition(), (partition, offset) -> Math.min(offset, place.offset())));
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
