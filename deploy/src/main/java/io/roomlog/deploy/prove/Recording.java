package io.roomlog.deploy.prove;

import io.roomlog.common.cursor.RoomPlace;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What one client has received, and what it knew meanwhile. Thread-safe; the stays that it hands out are to be read
/// once its client has ended.
final class Recording {
    private final String name;
    private final List<Visit> visits = new ArrayList<>();
    private final List<Stay> stays = new ArrayList<>();
    private final Map<String, Stay> open = new HashMap<>();
    private final List<Stray> strays = new ArrayList<>();
    private final Map<String, Wide> wides = new LinkedHashMap<>();
    private final List<Lapse> lapses = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();
    private final List<Note> notes = new ArrayList<>();
    private int life;
    private boolean mayBeNew = true;

    /// A message of a room that the client was not in.
    record Stray(String room, Delivery delivery) {}

    /// What came of one message to several rooms.
    ///
    /// @param life counts the client's sessions, from 0
    record Wide(int life, List<Delivery> deliveries) {}

    /// A session that was not known any more in another region than the one where it was before.
    record Lapse(Visit visit, String what) {}

    /// Something for the trace.
    private record Note(long nanos, String text) {}

    Recording(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    // ---- while it runs

    /// CONNECT was answered. A session that was not recovered is a new life, without rooms.
    synchronized void visit(Visit visit) {
        if (!visits.isEmpty()) {
            if (!visit.recovered()) {
                if (visit.couldRecover() && !mayBeNew) {
                    lapse(visit, "not recovered " + describe(visit) + "; before: " + describe(visits.getLast()));
                }
                life++;
                open.values().forEach(Stay::abandon);
                open.clear();
            } else if (!visit.sid().equals(visits.getLast().sid())) {
                faults.add("recovered with another sid " + describe(visit) + "; before: " + describe(visits.getLast()));
            }
        }
        mayBeNew = false;
        note((visit.recovered() ? "recovered " : "connected ") + describe(visit));
        visits.add(visit);
    }

    private void lapse(Visit visit, String what) {
        if (visit.region() == visits.getLast().region()) {
            faults.add(what);
        } else {
            lapses.add(new Lapse(visit, what));
        }
    }

    /// The session may be gone for a reason that the client was told.
    synchronized void mayBeNew() {
        mayBeNew = true;
    }

    /// Something that must not happen.
    synchronized void fault(String what) {
        faults.add(what + (visits.isEmpty() ? "" : "; visit " + describe(visits.getLast())));
    }

    /// A join is being sent.
    synchronized Stay joining(String room) {
        note("joining " + room);
        Stay stay = open.computeIfAbsent(room, this::begin);
        stay.joining();
        return stay;
    }

    synchronized void joined(Stay stay, RoomPlace place) {
        note("joined " + stay.room() + " at " + place);
        stay.joined(place);
    }

    /// A leave is being sent, if the client is in the room.
    synchronized void leaving(String room) {
        note("leaving " + room);
        Stay stay = open.get(room);
        if (stay != null) {
            stay.leaving();
        }
    }

    synchronized void left(String room) {
        note("left " + room);
        open.remove(room);
    }

    synchronized void delivered(String room, Delivery delivery) {
        Stay stay = open.get(room);
        if (stay == null) {
            strays.add(new Stray(room, delivery));
        } else {
            stay.add(delivery);
        }
    }

    /// A message to several rooms has come.
    synchronized void deliveredWide(Delivery delivery) {
        wides.computeIfAbsent(life + "#" + delivery.number(), key -> new Wide(life, new ArrayList<>()))
                .deliveries()
                .add(delivery);
    }

    synchronized void gap(String room, Gap gap) {
        note(gap + " of " + room);
        Stay stay = open.get(room);
        if (stay != null) {
            stay.add(gap);
        }
    }

    /// The rooms that it is in, or may be in.
    synchronized Collection<String> openRooms() {
        return List.copyOf(open.keySet());
    }

    /// The rooms that it has joined for certain, and is not about to leave.
    synchronized List<String> joinedRooms() {
        return open.values().stream()
                .filter(stay -> stay.joinedAt().isPresent() && !stay.isBeingLeft())
                .map(Stay::room)
                .toList();
    }

    /// Whether a leave has been sent and not yet been acked.
    synchronized boolean isBeingLeft(String room) {
        return Optional.ofNullable(open.get(room)).map(Stay::isBeingLeft).orElse(false);
    }

    /// Whether the message has come, lately.
    synchronized boolean has(String room, long number) {
        return Optional.ofNullable(open.get(room))
                .map(stay -> stay.hasRecently(number))
                .orElse(false);
    }

    /// The socket's id; empty before the first visit.
    synchronized String sid() {
        return visits.isEmpty() ? "" : visits.getLast().sid();
    }

    /// Which of the plan's regions it is or was connected to last; negative before the first visit.
    synchronized int region() {
        return visits.isEmpty() ? -1 : visits.getLast().region();
    }

    synchronized int lastVisit() {
        return visits.isEmpty() ? -1 : visits.getLast().number();
    }

    /// Something that helps to understand.
    synchronized void note(String text) {
        notes.add(new Note(System.nanoTime(), text));
    }

    private Stay begin(String room) {
        Stay stay = new Stay(room, life);
        stays.add(stay);
        return stay;
    }

    private static String describe(Visit visit) {
        return "#" + visit.number() + " to " + visit.edge() + " sid " + visit.sid();
    }

    // ---- afterwards

    synchronized List<Visit> visits() {
        return List.copyOf(visits);
    }

    synchronized List<Stay> stays() {
        return List.copyOf(stays);
    }

    synchronized List<Stray> strays() {
        return List.copyOf(strays);
    }

    synchronized List<Wide> wides() {
        return List.copyOf(wides.values());
    }

    /// Whether a message to several rooms has come in a life.
    synchronized boolean hadWide(long number, int ofLife) {
        return wides.containsKey(ofLife + "#" + number);
    }

    synchronized List<Lapse> lapses() {
        return List.copyOf(lapses);
    }

    synchronized List<String> faults() {
        return List.copyOf(faults);
    }

    /// All that has happened, in order, a line each.
    synchronized List<String> trace(long startNanos) {
        List<Note> all = new ArrayList<>(notes);
        stays.forEach(stay -> stay.deliveries().forEach(delivery -> all.add(got(stay.room(), delivery))));
        strays.forEach(stray -> all.add(got(stray.room(), stray.delivery())));
        wides.values().forEach(wide -> wide.deliveries().forEach(delivery -> all.add(got("several rooms", delivery))));
        return all.stream()
                .sorted(Comparator.comparingLong(Note::nanos))
                .map(note -> "%10.4f %s".formatted((note.nanos() - startNanos) / 1e9, note.text()))
                .toList();
    }

    private static Note got(String room, Delivery delivery) {
        return new Note(delivery.atNanos(), "got #" + delivery.number() + " of " + room + ", next " + delivery.place());
    }
}
