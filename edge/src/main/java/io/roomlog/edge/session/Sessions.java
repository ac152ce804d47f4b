package io.roomlog.edge.session;

import io.roomlog.common.config.Configuration;
import io.roomlog.common.config.Settings;
import io.roomlog.common.cursor.Cursor;
import io.roomlog.common.cursor.PositionVector;
import io.roomlog.common.cursor.SessionPointer;
import io.roomlog.common.cursor.Slots;
import io.roomlog.common.log.RoomKey;
import io.roomlog.common.log.RoomRecord;
import io.roomlog.common.log.SessionRecord;
import io.roomlog.common.log.SessionRecord.Stay;
import io.roomlog.edge.log.Log;
import io.roomlog.edge.log.LogException;
import io.roomlog.edge.log.Origins;
import io.roomlog.edge.room.Dispatcher;
import io.roomlog.edge.room.GapEvents;
import io.roomlog.edge.room.RoomLog;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Makes sessions, and takes them over from wherever they were. Thread-safe.
public final class Sessions {
    private final Log log;
    private final SessionLog records;
    private final Dispatcher dispatcher;
    private final RoomLog rooms;
    private final SessionIds ids;
    private final ScheduledExecutorService timer;
    private final SessionEvents events;
    private final GapEvents gaps;
    private final Terms terms;
    private final Supplier<String> holder;
    private final IntPredicate isHeard;
    private final Pasts pasts = new Pasts();
    private final Set<Session> live = ConcurrentHashMap.newKeySet();
    private final Map<String, RoomKey> everyone = new ConcurrentHashMap<>();

    /// How sessions are kept.
    ///
    /// @param grace from the loss of a connection until the socket's departure is announced
    /// @param renewal longest time between two records of a live session
    /// @param maxResumeRecords most offsets of a partition that are read back for a resume; beyond, a gap is
    ///     told
    public record Terms(Duration grace, Duration renewal, long maxResumeRecords) {
        /// What is configured.
        public static Terms of(Configuration configuration) {
            return new Terms(
                    configuration.get(Settings.DEPARTURE_GRACE),
                    configuration.get(Settings.SESSION_RENEWAL),
                    configuration.get(Settings.MAX_RESUME_RECORDS));
        }

        /// The time after which a session that was not written again counts as lost by its edge: a renewal
        /// may fail and be tried again within it.
        Duration silence() {
            return renewal.multipliedBy(5).dividedBy(2);
        }
    }

    /// @param holder this edge's incarnation at the moment
    /// @param isHeard whether what another region says comes through, by origin
    public Sessions(
            Log log,
            Dispatcher dispatcher,
            RoomLog rooms,
            SessionIds ids,
            ScheduledExecutorService timer,
            SessionEvents events,
            Terms terms,
            Supplier<String> holder,
            IntPredicate isHeard) {
        this.log = log;
        this.records = new SessionLog(log, terms.silence());
        this.dispatcher = dispatcher;
        this.rooms = rooms;
        this.ids = ids;
        this.timer = timer;
        this.events = events;
        this.gaps = new GapEvents(log.layout().origins());
        this.terms = terms;
        this.holder = holder;
        this.isHeard = isHeard;
    }

    /// The pasts that are being read back.
    public Pasts pasts() {
        return pasts;
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

    ScheduledExecutorService timer() {
        return timer;
    }

    SessionEvents events() {
        return events;
    }

    GapEvents gaps() {
        return gaps;
    }

    Terms terms() {
        return terms;
    }

    /// A new session, not yet open.
    public Session create(SessionOwner owner, SessionListener listener) {
        SessionRecord begin = SessionRecord.begin(
                holder.get(), owner.announced(), ids.sid(owner.namespace()), owner.user(), owner.namespace());
        Optional<String> pid = owner.recorded() ? Optional.of(ids.pid()) : Optional.empty();
        return new Session(this, pid, begin, owner, listener);
    }

    /// Takes a session over, wherever it was: finds its latest state, applies what has been commanded since,
    /// and appends it with a generation one higher than any found, until nobody else has written in between.
    ///
    /// @param pid as the client says
    /// @param offset as the client says
    /// @param mayStay whether the client may be in one of its rooms still
    /// @return the session with its rooms, not yet open; empty if it cannot be had, for whatever reason
    /// @throws LogException if the log does not answer
    public Optional<Session> resume(
            String pid, String offset, SessionOwner owner, Predicate<String> mayStay, SessionListener listener) {
        long begin = System.nanoTime();
        Optional<Session> session = Cursor.decode(offset)
                .filter(this::fits)
                .flatMap(cursor -> origins()
                        .session(cursor)
                        .flatMap(pointer ->
                                resume(pid, pointer, origins().positions(cursor), owner, mayStay, listener)));
        if (session.isEmpty()) {
            events.resumed(SessionEvents.Resume.FRESH, 0, System.nanoTime() - begin);
        }
        session.ifPresent(one -> one.resumesSince(begin));
        return session;
    }

    private Optional<Session> resume(
            String pid,
            SessionPointer pointer,
            Map<Integer, Long> places,
            SessionOwner owner,
            Predicate<String> mayStay,
            SessionListener listener) {
        CompletableFuture<Long> sessionsEnd = records.end(pid, owner.user());
        // asked while the session is read
        CompletableFuture<Map<Integer, Long>> roomsEnds = log.offsets().latest(places.keySet());
        return records.find(pid, owner.user(), pointer, sessionsEnd, stay -> isOpen(owner, stay, places))
                .flatMap(line -> claim(pid, line, places, LogException.join(roomsEnds), owner, mayStay, listener));
    }

    private Optional<Session> claim(
            String pid,
            SessionLine line,
            Map<Integer, Long> places,
            Map<Integer, Long> firstEnds,
            SessionOwner owner,
            Predicate<String> mayStay,
            SessionListener listener) {
        Map<Integer, Long> ends = firstEnds;
        while (isOf(owner, line.state())) {
            Optional<Backlog> backlog = look(line.state(), places, ends);
            ends = Map.of(); // another look is for what has come since
            if (backlog.isEmpty()) {
                return Optional.empty();
            }
            Optional<Control.TakenOver> later = backlog.get().laterClaim(line);
            if (later.isPresent()) {
                if (!records.follow(pid, line, later.get().claim())) {
                    return Optional.empty();
                }
                continue;
            }
            Optional<SessionRecord> applied = backlog.get().apply(line.state(), slots(), this::end);
            if (applied.isEmpty()) {
                return Optional.empty();
            }
            if (listener.isGone()) {
                // who has given up may be back already, on another connection
                throw new LogException(LogException.Reason.UNAVAILABLE, "the connection has ended meanwhile");
            }
            List<String> forbidden = applied.get().forbidden(mayStay);
            SessionRecord allowed = backlog.get().without(applied.get(), slots(), forbidden);
            SessionRecord.Claim basis = new SessionRecord.Claim(line.tip(), System.currentTimeMillis());
            SessionRecord claim = allowed.claimedBy(holder.get(), line.highest() + 1, basis);
            SessionPointer at = records.append(pid, claim);
            if (records.holds(pid, line, claim, at)) {
                return Optional.of(new Session(this, Optional.of(pid), claim, owner, listener)
                        .resumed(at, backlog.get(), forbidden));
            }
        }
        return Optional.empty();
    }

    /// Whether a stay may be open that is in the very record that the cursor points to. It had ended when the
    /// client was told of that record; unless the record is a claim, and the client was cut off in the middle
    /// of the past. Then the cursor lies in the stay.
    private boolean isOpen(SessionOwner owner, Stay stay, Map<Integer, Long> places) {
        Slots slots = slots();
        return Arrays.stream(slots.of(new RoomKey(owner.namespace(), stay.room()).partition(slots.partitions())))
                .anyMatch(slot -> {
                    Long next = places.get(slot);
                    long until = stay.until().at(slots.origin(slot));
                    return next != null && (next < until || (stay.removed() && next == until));
                });
    }

    private static boolean isOf(SessionOwner owner, SessionRecord state) {
        return !state.ended()
                && state.user().equals(owner.user())
                && state.namespace().equals(owner.namespace());
    }

    /// @param known ends of slots that have been asked for already
    private Optional<Backlog> look(SessionRecord state, Map<Integer, Long> places, Map<Integer, Long> known) {
        Stays stays = new Stays(state, slots());
        Map<Integer, Long> ends = new HashMap<>();
        if (known.keySet().containsAll(stays.slots())) {
            stays.slots().forEach(slot -> ends.put(slot, known.getOrDefault(slot, 0L)));
        } else {
            ends.putAll(LogException.join(log.offsets().latest(stays.slots())));
        }
        Set<Integer> personal = Stream.of(state.sid(), SessionRecord.userRoom(state.user()))
                .filter(state.rooms()::containsKey)
                .flatMapToInt(room -> Arrays.stream(stays.slotsOf(new RoomKey(state.namespace(), room))))
                .boxed()
                .collect(Collectors.toSet());
        return Backlog.read(dispatcher.reader(), state, stays, places, ends, terms.maxResumeRecords(), personal);
    }

    /// Whether a cursor counts in these logs, and in partitions that there are.
    private boolean fits(Cursor cursor) {
        if (!origins().know(cursor)) {
            log.learnOrigins();
        }
        return origins().know(cursor)
                && cursor.vector().positions().keySet().stream()
                        .allMatch(place -> PositionVector.partition(place) < slots().partitions());
    }

    private Origins origins() {
        return log.layout().origins();
    }

    private Slots slots() {
        return log.layout().slots();
    }

    private long end(int slot) {
        return Objects.requireNonNull(
                LogException.join(log.offsets().latest(Set.of(slot))).get(slot));
    }

    /// The edge has a new incarnation, because others took the old one for dead: all sockets that it holds are
    /// recorded again. What had been told of them is put right when it is read.
    public void holdAgain() {
        live.forEach(Session::holdAgain);
    }

    // ---- for sessions

    /// Whether what another region says comes through.
    boolean isHeard(int origin) {
        return isHeard.test(origin);
    }

    String holder() {
        return holder.get();
    }

    void opened(Session session) {
        if (session.pid().isPresent()) {
            live.add(session);
        }
    }

    void closed(Session session) {
        live.remove(session);
    }

    /// The room of all sockets of a namespace that this edge has made.
    RoomKey everyone(String namespace) {
        return everyone.computeIfAbsent(namespace, name -> RoomKey.everyone(name, ids.home(), slots().partitions()));
    }

    /// Tells whoever still holds an older connection of a socket that its session has been claimed, and
    /// everybody who finds the session later on.
    void tellTakenOver(SessionState state) {
        SessionRecord now = state.now();
        SessionPointer at = state.pointer().orElseThrow();
        Control.TakenOver taken = new Control.TakenOver(now.generation(), at, state.claimStamp());
        LogException.join(rooms.append(state.key(now.sid()), taken.record(now.sid())));
    }

    /// Says in a room that a socket has come, or gone.
    CompletableFuture<String> announce(RoomRecord.Kind kind, String room, SessionRecord state) {
        return rooms.append(new RoomKey(state.namespace(), room), state.announcement(kind, room));
    }
}
