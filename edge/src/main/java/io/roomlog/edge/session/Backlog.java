package io.roomlog.edge.session;

import io.roomlog.common.cursor.RoomPlace;
import io.roomlog.common.cursor.Slots;
import io.roomlog.common.log.RoomKey;
import io.roomlog.common.log.RoomRecord;
import io.roomlog.common.log.SessionRecord;
import io.roomlog.edge.log.LogException;
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

/// What lies in the slots of a socket's rooms between where it is and the log's end, looked through
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
    record Command(Control control, String room, int slot, long offset, long timestamp) {}

    private Backlog(Map<Integer, Long> ends) {
        this.ends = new TreeMap<>(ends);
    }

    /// Looks through it.
    ///
    /// @param places where the socket is, by slot
    /// @param ends the log's ends
    /// @param maxRecords most offsets of a slot that are looked through
    /// @return empty if commands to the socket or its user may lie in what is too much to look through
    static Optional<Backlog> read(
            RoomReader reader,
            SessionRecord state,
            Stays stays,
            Map<Integer, Long> places,
            Map<Integer, Long> ends,
            long maxRecords,
            Set<Integer> personal) {
        Backlog backlog = new Backlog(ends);
        List<CompletableFuture<Void>> looks = new ArrayList<>();
        for (int slot : stays.slots()) {
            long end = ends.getOrDefault(slot, 0L);
            long begin = places.getOrDefault(slot, stays.begin(slot));
            long from = Math.min(begin, state.controls().getOrDefault(slot, begin));
            backlog.begin.put(slot, begin);
            if (end - from <= maxRecords) {
                looks.add(CompletableFuture.runAsync(
                        () -> backlog.look(reader, state, stays, slot, begin, from, end), Backlog::start));
            } else if (personal.contains(slot)) {
                return Optional.empty();
            }
        }
        looks.forEach(LogException::join);
        backlog.commands.sort(Comparator.comparingLong(Command::timestamp));
        return Optional.of(backlog);
    }

    private static void start(Runnable look) {
        Thread.ofVirtual().name("edge-look").start(look);
    }

    private void look(RoomReader reader, SessionRecord state, Stays stays, int slot, long begin, long from, long end) {
        long next = from;
        RoomPass pass = reader.pass(slot, stays.keys(slot));
        boolean first = true;
        while (next < end) {
            try {
                // what is kept is the first page, if it is all; of the rest only commands count here
                RoomReader.Page page =
                        first ? pass.read(next, end, PAGE_BYTES) : reader.commands(slot, next, end, stays.keys(slot));
                note(page, state, stays, slot, first && page.next() >= end && next <= begin);
                first = false;
                next = page.next();
            } catch (LogReader.OutOfRangeException e) {
                next = Math.max(next + 1, e.earliest());
            }
        }
    }

    private synchronized void note(RoomReader.Page page, SessionRecord state, Stays stays, int slot, boolean whole) {
        page.records().forEach(found -> take(found, state, slot, stays.origin(slot)));
        if (whole) {
            kept.put(slot, page);
        }
    }

    private void take(RoomReader.Found found, SessionRecord state, int slot, int origin) {
        RoomRecord record = found.record();
        boolean isNew = found.offset() >= state.controls().getOrDefault(slot, 0L);
        if (record.kind() == RoomRecord.Kind.CONTROL
                && isNew
                && Control.isFor(record, state.sid(), SessionRecord.userRoom(state.user()))) {
            String room = RoomKey.parse(found.key()).room();
            Control.of(record, origin)
                    .ifPresent(control ->
                            commands.add(new Command(control, room, slot, found.offset(), found.timestamp())));
        }
    }

    /// Where the past begins, by slot: the cursor's place, or where its first room was joined.
    Map<Integer, Long> begin() {
        return begin;
    }

    /// The log's ends that it goes up to.
    Map<Integer, Long> ends() {
        return ends;
    }

    /// What was found of slots of which it was kept, from where the past begins to the log's end.
    Map<Integer, RoomReader.Page> kept() {
        return kept;
    }

    /// A claim that lies behind the records that were found.
    Optional<Control.TakenOver> laterClaim(SessionLine line) {
        return commands.stream()
                .map(Command::control)
                .filter(Control.TakenOver.class::isInstance)
                .map(Control.TakenOver.class::cast)
                .filter(taken -> line.isBefore(taken.claim()))
                .findFirst();
    }

    /// The session after what has been commanded.
    ///
    /// @param end asks for the end of a slot that has not been looked at
    /// @return empty if that has ended it
    Optional<SessionRecord> apply(SessionRecord state, Slots slots, IntToLongFunction end) {
        SessionRecord applied = state;
        for (Command command : commands) {
            switch (command.control()) {
                case Control.TakenOver t -> {
                    // told by the claim itself
                }
                case Control.Disconnect d -> {
                    if (isIn(applied, command, slots)) {
                        return Optional.empty();
                    }
                }
                case Control.Leave leave -> {
                    if (isIn(applied, command, slots)) {
                        applied = applied.without(leave.room(), leftAt(applied, leave.room(), command, slots), true);
                    }
                }
                case Control.Join join -> {
                    if (isIn(applied, command, slots) && !applied.rooms().containsKey(join.room())) {
                        applied = joined(applied, join.room(), command, slots, end);
                    }
                }
            }
        }
        return Optional.of(applied.withControls(ends));
    }

    /// The session without some rooms, from where the socket is.
    SessionRecord without(SessionRecord state, Slots slots, Collection<String> rooms) {
        SessionRecord rest = state;
        for (String room : rooms) {
            rest = rest.without(room, place(state, room, slots, this::beginOf), true);
        }
        return rest;
    }

    private long beginOf(int slot) {
        return begin.getOrDefault(slot, 0L);
    }

    /// Whether the socket was in the room that the command was given to.
    private static boolean isIn(SessionRecord state, Command command, Slots slots) {
        RoomPlace joinedAt = state.rooms().get(command.room());
        return joinedAt != null && joinedAt.at(slots.origin(command.slot())) <= command.offset();
    }

    /// In another slot the moment of the command is no place: nothing more of the room is for the socket then.
    private RoomPlace leftAt(SessionRecord state, String room, Command command, Slots slots) {
        return place(state, room, slots, slot -> slot == command.slot() ? command.offset() : beginOf(slot));
    }

    private SessionRecord joined(
            SessionRecord state, String room, Command command, Slots slots, IntToLongFunction end) {
        Map<String, RoomPlace> rooms = new HashMap<>(state.rooms());
        RoomPlace joinedAt = place(
                state,
                room,
                slots,
                slot -> slot == command.slot() ? command.offset() + 1 : ends.computeIfAbsent(slot, end::applyAsLong));
        rooms.put(room, joinedAt);
        for (int slot : slotsOf(state, room, slots)) {
            kept.remove(slot); // it is without the room
        }
        return state.with(rooms, state.left()).placedIn(room);
    }

    private static int[] slotsOf(SessionRecord state, String room, Slots slots) {
        return slots.of(new RoomKey(state.namespace(), room).partition(slots.partitions()));
    }

    private static RoomPlace place(SessionRecord state, String room, Slots slots, IntToLongFunction next) {
        int[] its = slotsOf(state, room, slots);
        return RoomPlace.of(its.length, origin -> next.applyAsLong(its[origin]));
    }
}
