package io.roomlog.edge.session;

import io.roomlog.common.cursor.Cursor;
import io.roomlog.common.log.RoomKey;
import io.roomlog.common.log.RoomRecord;
import io.roomlog.common.log.SessionRecord;
import io.roomlog.edge.log.LogReader;
import io.roomlog.edge.room.RoomPass;
import io.roomlog.edge.room.RoomReader;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntToLongFunction;

/// What lies in the partitions of a socket's rooms between where it is and the log's end, looked through
/// before the session is claimed: for what has been commanded while the socket was away. What was found is
/// kept, as long as it is little, for the past that is sent after that.
final class Backlog {
    private static final long PAGE_BYTES = 64_000;

    private final Map<Integer, Long> begin = new TreeMap<>();
    private final Map<Integer, Long> ends;
    private final Map<Integer, RoomReader.Page> kept = new HashMap<>();
    private final List<Command> commands = new ArrayList<>();

    /// A control record that was found.
    ///
    /// @param room the room's name
    record Command(Control control, String room, int partition, long offset, long timestamp) {}

    private Backlog(Map<Integer, Long> ends) {
        this.ends = new TreeMap<>(ends);
    }

    /// Looks through it.
    ///
    /// @param ends the log's ends
    /// @param maxRecords most offsets of a partition that are looked through
    /// @return empty if commands to the socket or its user may lie in what is too much to look through
    static Optional<Backlog> read(
            RoomReader reader,
            SessionRecord state,
            Stays stays,
            Cursor cursor,
            Map<Integer, Long> ends,
            long maxRecords,
            Set<Integer> personal) {
        Backlog backlog = new Backlog(ends);
        List<CompletableFuture<Void>> looks = new ArrayList<>();
        for (int partition : stays.partitions()) {
            long end = ends.getOrDefault(partition, 0L);
            long begin = cursor.vector().next(0, partition).orElse(stays.begin(partition));
            long from = Math.min(begin, state.controls().getOrDefault(partition, begin));
            backlog.begin.put(partition, begin);
            if (end - from <= maxRecords) {
                looks.add(CompletableFuture.runAsync(
                        () -> backlog.look(reader, state, stays, partition, begin, from, end), Backlog::start));
            } else if (personal.contains(partition)) {
                return Optional.empty();
            }
        }
        looks.forEach(SessionLog::join);
        backlog.commands.sort(Comparator.comparingLong(Command::timestamp));
        return Optional.of(backlog);
    }

    private static void start(Runnable look) {
        Thread.ofVirtual().name("edge-look").start(look);
    }

    private void look(
            RoomReader reader, SessionRecord state, Stays stays, int partition, long begin, long from, long end) {
        long next = from;
        RoomPass pass = reader.pass(partition, stays.keys(partition));
        boolean first = true;
        while (next < end) {
            try {
                // what is kept is the first page, if it is all; of the rest only commands count here
                RoomReader.Page page = first
                        ? pass.read(next, end, PAGE_BYTES)
                        : reader.commands(partition, next, end, stays.keys(partition));
                note(page, state, partition, first && page.next() >= end && next <= begin);
                first = false;
                next = page.next();
            } catch (LogReader.OutOfRangeException e) {
                next = Math.max(next + 1, e.earliest());
            }
        }
    }

    private synchronized void note(RoomReader.Page page, SessionRecord state, int partition, boolean whole) {
        page.records().forEach(found -> take(found, state, partition));
        if (whole) {
            kept.put(partition, page);
        }
    }

    private void take(RoomReader.Found found, SessionRecord state, int partition) {
        RoomRecord record = found.record();
        boolean isNew = found.offset() >= state.controls().getOrDefault(partition, 0L);
        if (record.kind() == RoomRecord.Kind.CONTROL
                && isNew
                && Control.isFor(record, state.sid(), SessionRecord.userRoom(state.user()))) {
            String room = RoomKey.parse(found.key()).room();
            Control.of(record)
                    .ifPresent(control ->
                            commands.add(new Command(control, room, partition, found.offset(), found.timestamp())));
        }
    }

    /// Where the past begins, by partition: the cursor's place, or where its first room was joined.
    Map<Integer, Long> begin() {
        return begin;
    }

    /// The log's ends that it goes up to.
    Map<Integer, Long> ends() {
        return ends;
    }

    /// What was found of partitions of which it was kept, from where the past begins to the log's end.
    Map<Integer, RoomReader.Page> kept() {
        return kept;
    }

    /// A claim that lies behind the records that were found.
    Optional<Control.TakenOver> laterClaim(SessionLine line) {
        return commands.stream()
                .map(Command::control)
                .filter(Control.TakenOver.class::isInstance)
                .map(Control.TakenOver.class::cast)
                .filter(taken -> taken.claim().offset() > line.lastOffset())
                .findFirst();
    }

    /// The session after what has been commanded.
    ///
    /// @param end asks for the end of a partition that has not been looked at
    /// @return empty if that has ended it
    Optional<SessionRecord> apply(SessionRecord state, int partitions, IntToLongFunction end) {
        SessionRecord applied = state;
        for (Command command : commands) {
            switch (command.control()) {
                case Control.TakenOver t -> {
                    // told by the claim itself
                }
                case Control.Disconnect d -> {
                    if (isIn(applied, command)) {
                        return Optional.empty();
                    }
                }
                case Control.Leave leave -> {
                    if (isIn(applied, command)) {
                        applied =
                                applied.without(leave.room(), leftAt(applied, leave.room(), command, partitions), true);
                    }
                }
                case Control.Join join -> {
                    if (isIn(applied, command) && !applied.rooms().containsKey(join.room())) {
                        applied = joined(applied, join.room(), command, partitions, end);
                    }
                }
            }
        }
        return Optional.of(applied.withControls(ends));
    }

    /// The session without some rooms, from where the socket is.
    SessionRecord without(SessionRecord state, int partitions, Collection<String> rooms) {
        SessionRecord rest = state;
        for (String room : rooms) {
            int partition = new RoomKey(state.namespace(), room).partition(partitions);
            rest = rest.without(room, begin.getOrDefault(partition, 0L), true);
        }
        return rest;
    }

    /// Whether the socket was in the room that the command was given to.
    private static boolean isIn(SessionRecord state, Command command) {
        Long joinedAt = state.rooms().get(command.room());
        return joinedAt != null && joinedAt <= command.offset();
    }

    /// In another partition the moment of the command is no place: nothing more of the room is for the socket
    /// then.
    private long leftAt(SessionRecord state, String room, Command command, int partitions) {
        int partition = new RoomKey(state.namespace(), room).partition(partitions);
        return partition == command.partition() ? command.offset() : begin.getOrDefault(partition, 0L);
    }

    private SessionRecord joined(
            SessionRecord state, String room, Command command, int partitions, IntToLongFunction end) {
        int partition = new RoomKey(state.namespace(), room).partition(partitions);
        Map<String, Long> rooms = new HashMap<>(state.rooms());
        long joinedAt = partition == command.partition()
                ? command.offset() + 1
                : ends.computeIfAbsent(partition, end::applyAsLong);
        rooms.put(room, joinedAt);
        kept.remove(partition); // it is without the room
        return state.with(rooms, state.left()).placedIn(room);
    }
}
