package io.roomlog.edge.session;

import io.roomlog.common.cursor.Cursor;
import io.roomlog.common.cursor.SessionPointer;
import io.roomlog.common.log.SessionRecord;
import io.roomlog.edge.log.Log;
import io.roomlog.edge.log.LogException;
import io.roomlog.edge.room.Dispatcher;
import io.roomlog.edge.room.RoomLog;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ScheduledExecutorService;

/// Makes sessions, and takes them over from wherever they were. Thread-safe.
public final class Sessions {
    private final Log log;
    private final SessionLog records;
    private final Dispatcher dispatcher;
    private final RoomLog rooms;
    private final SessionIds ids;
    private final ScheduledExecutorService timer;
    private final Duration grace;

    /// @param grace from the loss of a connection until the socket's departure is announced
    public Sessions(
            Log log,
            Dispatcher dispatcher,
            RoomLog rooms,
            SessionIds ids,
            ScheduledExecutorService timer,
            Duration grace) {
        this.log = log;
        this.records = new SessionLog(log);
        this.dispatcher = dispatcher;
        this.rooms = rooms;
        this.ids = ids;
        this.timer = timer;
        this.grace = grace;
    }

    Log log() {
        return log;
    }

    SessionLog records() {
        return records;
    }

    Dispatcher dispatcher() {
        return dispatcher;
    }

    RoomLog rooms() {
        return rooms;
    }

    ScheduledExecutorService timer() {
        return timer;
    }

    Duration grace() {
        return grace;
    }

    /// A new session, not yet open.
    public Session create(SessionOwner owner, SessionListener listener) {
        SessionRecord state = new SessionRecord(
                1, ids.sid(owner.namespace()), owner.user(), owner.namespace(), false, Map.of(), null);
        Optional<String> pid = owner.recorded() ? Optional.of(ids.pid()) : Optional.empty();
        return new Session(this, pid, state, owner, listener);
    }

    /// Takes a session over, wherever it was.
    ///
    /// @param pid as the client says
    /// @param offset as the client says
    /// @return the session with its rooms, not yet open; empty if it cannot be had, for whatever reason
    /// @throws LogException if the log does not answer
    public Optional<Session> resume(String pid, String offset, SessionOwner owner, SessionListener listener) {
        Optional<Cursor> cursor = Cursor.decode(offset).filter(this::isOfThisLog);
        Optional<SessionPointer> pointer = cursor.flatMap(c -> c.head().session());
        if (pointer.isEmpty()) {
            return Optional.empty();
        }
        return records.claim(
                        pid,
                        pointer.get(),
                        state -> state.user().equals(owner.user())
                                && state.namespace().equals(owner.namespace()))
                .map(claim -> new Session(this, Optional.of(pid), claim.state(), owner, listener)
                        .resumed(claim.pointer(), cursor.get().vector()));
    }

    /// Whether a cursor counts in this life of the log, and names no place beyond its end.
    private boolean isOfThisLog(Cursor cursor) {
        if (!cursor.head().epochs().getFirst().equals(log.layout().epoch())) {
            return false;
        }
        Collection<Integer> partitions = new TreeSet<>();
        for (long slot : cursor.vector().positions().keySet()) {
            if (slot >= log.layout().roomPartitions()) {
                return false;
            }
            partitions.add((int) slot);
        }
        Map<Integer, Long> ends = SessionLog.join(log.offsets().latest(partitions));
        return ends.entrySet().stream()
                .allMatch(end -> cursor.vector().next(0, end.getKey()).orElse(0) <= end.getValue());
    }
}
