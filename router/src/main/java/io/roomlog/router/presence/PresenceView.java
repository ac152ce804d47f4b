package io.roomlog.router.presence;

import io.roomlog.common.log.RoomKey;
import io.roomlog.common.log.SessionRecord;
import io.roomlog.common.query.Members;
import io.roomlog.common.query.Members.Member;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Who is present, of the sessions of one partition, in memory. Written by the partition's task, read by any thread.
final class PresenceView {
    private final Map<String, Attendant> sockets = new HashMap<>();
    private final Map<String, Attendance> rooms = new HashMap<>();
    private final Map<String, Set<String>> holders = new HashMap<>();
    private boolean whole;

    /// A session is now as its record says.
    synchronized void set(String pid, SessionRecord session) {
        remove(pid);
        if (session.ended() || session.holder().isEmpty()) {
            return;
        }
        List<Attendance> its = new ArrayList<>(session.rooms().size());
        for (String room : session.rooms().keySet()) {
            RoomKey key = new RoomKey(session.namespace(), room);
            its.add(rooms.computeIfAbsent(key.text(), text -> new Attendance(key)));
        }
        Attendant socket =
                new Attendant(session.sid(), session.user(), session.namespace(), session.holder(), List.copyOf(its));
        sockets.put(pid, socket);
        its.forEach(room -> room.add(pid, socket));
        holders.computeIfAbsent(session.holder(), holder -> new HashSet<>()).add(pid);
    }

    /// A session is not there any more.
    synchronized void remove(String pid) {
        Attendant socket = sockets.remove(pid);
        if (socket == null) {
            return;
        }
        for (Attendance room : socket.rooms()) {
            room.remove(pid);
            if (room.isEmpty()) {
                rooms.remove(room.room().text());
            }
        }
        Set<String> held = holders.get(socket.holder());
        if (held != null) {
            held.remove(pid);
            if (held.isEmpty()) {
                holders.remove(socket.holder());
            }
        }
    }

    /// Everything has been read that was there when the task began.
    synchronized void complete() {
        whole = true;
    }

    synchronized boolean isWhole() {
        return whole;
    }

    /// The edges that hold the sockets.
    synchronized Set<String> holders() {
        return Set.copyOf(holders.keySet());
    }

    /// The sessions whose sockets an edge holds.
    synchronized List<String> heldBy(String holder) {
        return List.copyOf(holders.getOrDefault(holder, Set.of()));
    }

    /// The edge that holds a session's socket; empty where none does.
    synchronized Optional<String> holderOf(String pid) {
        return Optional.ofNullable(sockets.get(pid)).map(Attendant::holder);
    }

    synchronized int count() {
        return sockets.size();
    }

    /// Who is in a room.
    synchronized Members members(RoomKey key, int limit) {
        Attendance room = rooms.get(key.text());
        if (room == null) {
            return new Members(0, 0, List.of());
        }
        List<Member> some = room.sockets().values().stream()
                .limit(limit)
                .map(socket -> new Member(socket.user(), socket.sid()))
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
