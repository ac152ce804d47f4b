package io.roomlog.edge.session;

import io.roomlog.common.cursor.RoomPlace;
import io.roomlog.common.log.RecordId;
import io.roomlog.common.log.RoomKey;
import io.roomlog.common.log.RoomRecord;
import io.roomlog.common.log.SessionRecord;
import io.roomlog.edge.log.LogReader;
import io.roomlog.edge.room.EventFrame;
import io.roomlog.edge.room.GapEvents;
import io.roomlog.edge.room.GapEvents.Reason;
import io.roomlog.edge.room.RoomPass;
import io.roomlog.edge.room.RoomReader;
import io.roomlog.edge.room.Subscriber;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/// What a socket has missed, read back and sent: the past's side of the seam between past and live.
///
/// It goes from where the socket is to a given place, slot by slot, in log order, no faster than
/// the client reads. Each event carries the position that the socket has with it, and what cannot be had is
/// told in its place.
final class Past {
    private static final long PAGE_BYTES = 64_000;

    private final RoomReader reader;
    private final GapEvents gaps;
    private final Subscriber subscriber;
    private final SessionRecord state;
    private final Stays stays;
    private final BooleanSupplier awaitRoom;
    private final Map<Integer, Long> at;
    private final Map<Integer, Long> had;
    private final Map<Integer, List<Stays.Stay>> removed = new HashMap<>();
    private final List<Control> commands = new ArrayList<>();
    private final Map<String, RoomPlace> left = new LinkedHashMap<>();
    private final List<String> departed = new ArrayList<>();
    private boolean ended;
    private int sent;
    private int lost;
    private volatile long stamp;

    /// @param at where the socket is, by slot
    /// @param awaitRoom waits until the client has taken in most of what was sent; false if it has gone
    Past(
            RoomReader reader,
            GapEvents gaps,
            Subscriber subscriber,
            SessionRecord state,
            Stays stays,
            Map<Integer, Long> at,
            BooleanSupplier awaitRoom) {
        this.reader = reader;
        this.gaps = gaps;
        this.subscriber = subscriber;
        this.state = state;
        this.stays = stays;
        this.at = new TreeMap<>(at);
        this.had = Map.copyOf(at);
        this.awaitRoom = awaitRoom;
        for (int slot : stays.slots()) {
            List<Stays.Stay> its = new ArrayList<>(
                    stays.in(slot).stream().filter(Stays.Stay::removed).toList());
            removed.put(slot, its);
            if (stays.isIn(slot)) {
                this.at.putIfAbsent(slot, stays.begin(slot));
            }
        }
    }

    /// Where the socket is, by slot.
    Map<Integer, Long> at() {
        return at;
    }

    /// Whether the client has gone; the rest is not sent.
    boolean ended() {
        return ended;
    }

    /// The stamp of the record that it is at, milliseconds since 1970; 0 if it has come to none yet.
    long stamp() {
        return stamp;
    }

    /// Events that were sent.
    int sent() {
        return sent;
    }

    /// Gaps that were told, but for rooms that the socket was taken out of.
    int lost() {
        return lost;
    }

    /// Commands to the socket that were found on the way.
    List<Control> commands() {
        return commands;
    }

    /// The rooms that the socket has been taken out of on the way, with the first place that is no longer
    /// for it.
    Map<String, RoomPlace> left() {
        return left;
    }

    /// Rooms in which others have been told that the socket has left.
    List<String> departed() {
        return departed;
    }

    /// Goes over what cannot be had or is too much, telling the client.
    ///
    /// @param ends the log's ends
    /// @param written the ends of slots in which the socket is ahead of that, with what is not committed
    /// @param maxRecords most offsets of a slot that are read back
    void skip(Map<Integer, Long> ends, Map<Integer, Long> written, long maxRecords) {
        ends.forEach((slot, end) -> {
            long from = at.getOrDefault(slot, end);
            if (from > written.getOrDefault(slot, from)) {
                gap(slot, from, end, Reason.RESET);
            } else if (end - from > maxRecords) {
                gap(slot, from, end, Reason.TOO_FAR);
            }
        });
    }

    /// Sends what lies between where the socket is and another place.
    ///
    /// @param to by slot, exclusive
    void replay(Map<Integer, Long> to) {
        to.forEach((slot, end) -> replay(slot, end));
    }

    /// Sends a page that has been read before, if it goes on where the socket is.
    void replay(int slot, RoomReader.Page page) {
        send(slot, page);
    }

    private void replay(int slot, long end) {
        Set<String> keys = stays.keys(slot);
        RoomPass pass = reader.pass(slot, keys);
        while (!ended && at.getOrDefault(slot, end) < end && !keys.isEmpty()) {
            long from = at.getOrDefault(slot, end);
            try {
                send(slot, pass.read(from, end, PAGE_BYTES));
            } catch (LogReader.OutOfRangeException e) {
                boolean expired = e.earliest() > from;
                gap(slot, from, expired ? Math.min(e.earliest(), end) : end, expired ? Reason.EXPIRED : Reason.RESET);
            }
        }
        tellRemoved(slot, end);
    }

    private void send(int slot, RoomReader.Page page) {
        for (RoomReader.Found found : page.records()) {
            if (found.offset() >= at.getOrDefault(slot, 0L)) {
                tellRemoved(slot, found.offset());
                stamp = found.timestamp();
                at.put(slot, found.offset() + 1);
                take(found, slot);
                if (ended) {
                    return;
                }
            }
        }
        at.merge(slot, page.next(), Math::max);
    }

    private void take(RoomReader.Found found, int slot) {
        RoomRecord record = found.record();
        if (!stays.cover(slot, found.key(), found.offset())) {
            return;
        }
        RoomKey room = RoomKey.parse(found.key());
        if (record.kind() == RoomRecord.Kind.CONTROL) {
            // what was commanded before is in the session's state, whatever it has done since
            boolean isNew = found.offset() >= state.controls().getOrDefault(slot, 0L);
            Control.of(record, stays.origin(slot))
                    .filter(control ->
                            isNew && Control.isFor(record, state.sid(), SessionRecord.userRoom(state.user())))
                    .ifPresent(control -> note(control, slot, found.offset()));
        } else if (subscriber.wants(record) && isFirstCopy(room, record, slot, found.timestamp())) {
            ended = !awaitRoom.getAsBoolean();
            sent++;
            subscriber.send(new EventFrame(room.namespace(), record.value(), record.attachments()), at);
        } else if (record.kind() == RoomRecord.Kind.LEFT && record.generation() <= state.generation()) {
            departed.add(room.room());
        }
    }

    /// Whether it is no copy of a wide emit, or the first that the socket gets. What it had before it came back is
    /// looked at when the first copy is met: the copies of the last minutes in rooms that it was in.
    private boolean isFirstCopy(RoomKey room, RoomRecord record, int slot, long stamp) {
        Optional<RecordId> emit = record.emitId();
        if (emit.isEmpty() || RoomKey.isEveryone(room.room())) {
            return true;
        }
        int origin = stays.origin(slot);
        if (subscriber.isUnsureOfEmits(origin, stamp)) {
            Map<Integer, Long> its = new TreeMap<>(had);
            its.keySet().removeIf(each -> stays.origin(each) != origin);
            // a mirror brings one partition sooner than another
            var _ = MirrorPatience.await(
                    () -> its.entrySet().stream().allMatch(place -> reader.has(place.getKey(), place.getValue())),
                    all -> all);
            its.forEach((each, next) -> lookAtCopies(each, stamp, next));
            subscriber.knowsEmitsBefore(origin, stamp);
        }
        return subscriber.isFirstOf(emit.get(), stamp);
    }

    private void lookAtCopies(int slot, long stamp, long to) {
        reader.copies(slot, stamp, to, stays.keys(slot)).stream()
                .filter(copy -> stays.cover(slot, copy.key(), copy.offset()) && subscriber.wants(copy.record()))
                .forEach(copy -> subscriber.isFirstOf(copy.record().emitId().orElseThrow(), copy.timestamp()));
    }

    /// From the command's place on, nothing more of a room that is to be left is for the socket. In another
    /// slot that is where it is at the moment.
    private void note(Control control, int slot, long offset) {
        commands.add(control);
        if (control instanceof Control.Leave leave
                && !leave.room().equals(state.sid())
                && !leave.room().equals(SessionRecord.userRoom(state.user()))) {
            RoomKey room = new RoomKey(state.namespace(), leave.room());
            int[] its = stays.slotsOf(room);
            RoomPlace until =
                    RoomPlace.of(its.length, origin -> its[origin] == slot ? offset : at.getOrDefault(its[origin], 0L));
            if (stays.leave(room, until)) {
                left.put(leave.room(), until);
            }
        }
    }

    /// Tells of a range that is lost to the rooms of a slot. Of several gaps only the last moves the
    /// position, or a cut between two of them would lose the others.
    private void gap(int slot, long from, long to, Reason reason) {
        List<Stays.Stay> affected = stays.in(slot).stream()
                .filter(stay -> reason == Reason.RESET || (stay.until() > from && stay.from() < to))
                .toList();
        for (int i = 0; i < affected.size(); i++) {
            Stays.Stay stay = affected.get(i);
            long begin = reason == Reason.RESET ? from : Math.max(from, stay.from());
            EventFrame frame = gaps.frame(stay.room(), slot, begin, Math.min(to, stay.until()), reason);
            lost++;
            if (i == affected.size() - 1) {
                at.put(slot, to);
                subscriber.send(frame, at);
            } else {
                subscriber.insert(frame);
            }
        }
        at.put(slot, to);
    }

    /// Tells of the rooms that the socket was taken out of before a place.
    private void tellRemoved(int slot, long place) {
        List<Stays.Stay> its = removed.getOrDefault(slot, List.of());
        for (Stays.Stay stay : List.copyOf(its)) {
            if (stay.until() <= place) {
                its.remove(stay);
                subscriber.insert(gaps.frame(stay.room(), slot, stay.until(), place, Reason.REMOVED));
            }
        }
    }
}
