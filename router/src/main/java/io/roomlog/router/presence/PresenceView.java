package io.roomlog.router.presence;

import io.roomlog.common.log.RoomKey;
import io.roomlog.common.log.SessionRecord;
import io.roomlog.common.query.Members;
import io.roomlog.common.query.Members.Member;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Who is present, of the sessions of one partition, in memory. Written by the partition's task, read by any thread.
final class PresenceView {
    private final String own;
    private final Map<String, Attendant> sockets = new HashMap<>();
    private final Map<String, Attendant> hidden = new HashMap<>();
    private final Map<String, Attendance> rooms = new HashMap<>();
    private final Map<Holder, Set<String>> holders = new HashMap<>();
    private Set<Holder> away = Set.of();
    private boolean whole;

    /// @param own the region of this router
    PresenceView(String own) {
        this.own = own;
    }

    /// A session is now as its record says.
    ///
    /// @param region where the record was written
    synchronized void set(String pid, String region, SessionRecord session) {
        remove(pid);
        if (session.ended() || session.holder().isEmpty()) {
            return;
        }
        Holder holder = new Holder(region, session.holder());
        List<Attendance> its = session.rooms().keySet().stream()
                .map(room -> new RoomKey(session.namespace(), room))
                .map(key -> rooms.getOrDefault(key.text(), new Attendance(key)))
                .toList();
        Attendant socket = new Attendant(session.sid(), session.user(), session.namespace(), holder, its);
        holders.computeIfAbsent(holder, first -> new HashSet<>()).add(pid);
        if (away.contains(holder)) {
            hidden.put(pid, socket);
        } else {
            show(pid, socket);
        }
    }

    /// A session is not there any more.
    synchronized void remove(String pid) {
        Attendant socket =
                take(pid).or(() -> Optional.ofNullable(hidden.remove(pid))).orElse(null);
        if (socket == null) {
            return;
        }
        Set<String> held = holders.get(socket.holder());
        if (held != null) {
            held.remove(pid);
            if (held.isEmpty()) {
                holders.remove(socket.holder());
            }
        }
    }

    /// These edges of other regions, and no others, are away: what they hold is not told of until they are back.
    synchronized void hide(Set<Holder> nowAway) {
        Set<Holder> before = away;
        away = nowAway;
        for (Holder holder : nowAway) {
            for (String pid : before.contains(holder) ? Set.<String>of() : heldBy(holder)) {
                take(pid).ifPresent(socket -> hidden.put(pid, socket));
            }
        }
        for (Holder holder : before) {
            for (String pid : nowAway.contains(holder) ? Set.<String>of() : heldBy(holder)) {
                Optional.ofNullable(hidden.remove(pid)).ifPresent(socket -> show(pid, socket));
            }
        }
    }

    private void show(String pid, Attendant socket) {
        List<Attendance> its = socket.rooms().stream()
                .map(room -> rooms.computeIfAbsent(room.room().text(), text -> room))
                .toList();
        Attendant shown = socket.in(its);
        sockets.put(pid, shown);
        its.forEach(room -> room.add(pid, shown));
    }

    /// Takes a socket out of its rooms.
    private Optional<Attendant> take(String pid) {
        Attendant socket = sockets.remove(pid);
        if (socket == null) {
            return Optional.empty();
        }
        for (Attendance room : socket.rooms()) {
            room.remove(pid);
            if (room.isEmpty()) {
                rooms.remove(room.room().text());
            }
        }
        return Optional.of(socket);
    }

    private Set<String> heldBy(Holder holder) {
        return holders.getOrDefault(holder, Set.of());
    }

    /// Everything has been read that was there when the task began.
    synchronized void complete() {
        whole = true;
    }

    synchronized boolean isWhole() {
        return whole;
    }

    /// The incarnations of this region's edges that hold sockets.
    synchronized Set<String> holders() {
        return holders.keySet().stream()
                .filter(holder -> holder.region().equals(own))
                .map(Holder::incarnation)
                .collect(Collectors.toSet());
    }

    /// The edges of other regions that hold sockets.
    synchronized Set<Holder> remoteHolders() {
        return holders.keySet().stream()
                .filter(holder -> !holder.region().equals(own))
                .collect(Collectors.toSet());
    }

    /// The sessions whose sockets an edge of this region holds.
    synchronized List<String> heldBy(String incarnation) {
        return List.copyOf(heldBy(new Holder(own, incarnation)));
    }

    /// The edge that holds a session's socket; empty where none does.
    synchronized Optional<Holder> holderOf(String pid) {
        return Optional.ofNullable(sockets.getOrDefault(pid, hidden.get(pid))).map(Attendant::holder);
    }

    /// Sockets of a region's edges.
    synchronized int count(String region) {
        return holders.entrySet().stream()
                .filter(each -> each.getKey().region().equals(region) && !away.contains(each.getKey()))
                .mapToInt(each -> each.getValue().size())
                .sum();
    }

    /// Who is in a room.
    synchronized Members members(RoomKey key, int limit) {
        Attendance room = rooms.get(key.text());
        if (room == null) {
            return new Members(0, 0, List.of());
        }
        List<Member> some = room.sockets().values().stream()
                .limit(limit)
                .map(socket ->
                        new Member(socket.user(), socket.sid(), socket.holder().region()))
                .toList();
        return new Members(room.sockets().size(), room.users(), some);
    }

    /// Sockets of a namespace, or of a room, by the pids of their sessions.
    synchronized Map<String, Attendant> sockets(String namespace, Optional<String> room, int limit) {
        Map<String, Attendant> some = new HashMap<>();
        candidates(namespace, room)
                .filter(each -> each.getValue().namespace().equals(namespace))
                .limit(limit)
                .forEach(each -> some.put(each.getKey(), each.getValue()));
        return some;
    }

    private Stream<Map.Entry<String, Attendant>> candidates(String namespace, Optional<String> room) {
        if (room.isEmpty()) {
            return sockets.entrySet().stream();
        }
        @Nullable Attendance attendance = rooms.get(new RoomKey(namespace, room.get()).text());
        return attendance == null ? Stream.of() : attendance.sockets().entrySet().stream();
    }
}
