package io.roomlog.common.log;

import com.fasterxml.jackson.databind.JsonNode;
import io.roomlog.common.cursor.Epoch;
import io.roomlog.common.cursor.LogPlace;
import io.roomlog.common.cursor.RoomPlace;
import io.roomlog.common.cursor.Slots;
import io.roomlog.common.socketio.Arguments;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A record of the `sessions` topic: what any edge needs to take a socket over. Its key is the session's pid.
///
/// @param generation rises by one with each edge that takes the session, from 1
/// @param claim what makes it one, the record by which an edge takes the session; null in any other record
/// @param holder incarnation of the edge that holds the socket; empty where none does any more: it has departed, and
///     can be resumed
/// @param announced whether the others in its rooms are told that it comes and goes
/// @param sid the Socket.IO id
/// @param user the token's subject
/// @param namespace the Socket.IO namespace
/// @param ended whether the session is over for good
/// @param rooms for each room the first place that the socket is to have
/// @param placed those of the rooms that the server has put it into, whatever its token allows
/// @param left the stays that have ended since the client was last told its position
/// @param controls for each slot of `rooms`, the offset up to which control records are in this state
/// @param data what the application keeps with the socket
public record SessionRecord(
        long generation,
        @Nullable Claim claim,
        String holder,
        boolean announced,
        String sid,
        String user,
        String namespace,
        boolean ended,
        Map<String, RoomPlace> rooms,
        Set<String> placed,
        List<Stay> left,
        Map<Integer, Long> controls,
        @Nullable JsonNode data) {
    /// What a claim goes on from.
    ///
    /// @param basis the record of the session, in the same partition
    /// @param stamp when the session was claimed, milliseconds since 1970, by the edge's clock
    public record Claim(LogPlace basis, long stamp) {
        private Claim reordered(int[] from) {
            int origin = 0;
            while (origin < from.length && from[origin] != basis.origin()) {
                origin++;
            }
            return new Claim(new LogPlace(origin, basis.offset()), stamp);
        }
    }

    /// A stay in a room that has ended.
    ///
    /// @param from first place that the socket is to have of it
    /// @param until first place that it is not
    /// @param removed whether somebody else took the socket out of the room
    public record Stay(String room, RoomPlace from, RoomPlace until, boolean removed) {}

    public SessionRecord {
        holder = holder == null ? "" : holder;
        rooms = rooms == null ? Map.of() : Map.copyOf(rooms);
        placed = placed == null ? Set.of() : Set.copyOf(placed);
        left = left == null ? List.of() : List.copyOf(left);
        controls = controls == null ? Map.of() : Map.copyOf(controls);
    }

    /// A session that begins.
    ///
    /// @param holder incarnation of its edge
    public static SessionRecord begin(String holder, boolean announced, String sid, String user, String namespace) {
        return new SessionRecord(
                1, null, holder, announced, sid, user, namespace, false, Map.of(), Set.of(), List.of(), Map.of(), null);
    }

    /// The claim of the next owner.
    ///
    /// @param newHolder incarnation of its edge
    /// @param newClaim what it goes on from
    public SessionRecord claimedBy(String newHolder, long newGeneration, Claim newClaim) {
        return new SessionRecord(
                newGeneration,
                newClaim,
                newHolder,
                announced,
                sid,
                user,
                namespace,
                ended,
                rooms,
                placed,
                left,
                controls,
                data);
    }

    /// The same session, held by nobody any more.
    public SessionRecord departed() {
        return heldBy("");
    }

    /// The same record, as one of the line that a claim has begun.
    ///
    /// @param begun null where none has
    public SessionRecord inLineOf(@Nullable Claim begun) {
        return new SessionRecord(
                generation, begun, holder, announced, sid, user, namespace, ended, rooms, placed, left, controls, data);
    }

    /// The same session under another incarnation of its edge.
    public SessionRecord heldBy(String newHolder) {
        return new SessionRecord(
                generation,
                null,
                newHolder,
                announced,
                sid,
                user,
                namespace,
                ended,
                rooms,
                placed,
                left,
                controls,
                data);
    }

    /// The same session, over for good.
    public SessionRecord end() {
        return new SessionRecord(
                generation,
                null,
                "",
                announced,
                sid,
                user,
                namespace,
                true,
                Map.of(),
                Set.of(),
                List.of(),
                Map.of(),
                null);
    }

    /// The same session with other rooms; those that the server has put it into stay so, as long as it is in them.
    public SessionRecord with(Map<String, RoomPlace> newRooms, List<Stay> newLeft) {
        Set<String> still = placed.stream().filter(newRooms::containsKey).collect(Collectors.toUnmodifiableSet());
        return new SessionRecord(
                generation,
                null,
                holder,
                announced,
                sid,
                user,
                namespace,
                ended,
                newRooms,
                still,
                newLeft,
                controls,
                data);
    }

    /// The same session, put into one of its rooms by the server.
    public SessionRecord placedIn(String room) {
        Set<String> more = new HashSet<>(placed);
        more.add(room);
        return new SessionRecord(
                generation, null, holder, announced, sid, user, namespace, ended, rooms, more, left, controls, data);
    }

    /// The same session with control records applied up to other places.
    public SessionRecord withControls(Map<Integer, Long> newControls) {
        return new SessionRecord(
                generation,
                null,
                holder,
                announced,
                sid,
                user,
                namespace,
                ended,
                rooms,
                placed,
                left,
                newControls,
                data);
    }

    /// The same session with other data of the application.
    public SessionRecord withData(@Nullable JsonNode newData) {
        return new SessionRecord(
                generation,
                null,
                holder,
                announced,
                sid,
                user,
                namespace,
                ended,
                rooms,
                placed,
                left,
                controls,
                newData);
    }

    /// The same session without a room.
    ///
    /// @param until first place that the socket is no longer to have
    /// @param removed whether somebody else took the socket out of it
    public SessionRecord without(String room, RoomPlace until, boolean removed) {
        RoomPlace from = rooms.get(room);
        if (from == null) {
            return this;
        }
        Map<String, RoomPlace> fewer = new HashMap<>(rooms);
        fewer.remove(room);
        List<Stay> more = new ArrayList<>(left);
        more.add(new Stay(room, from, until, removed));
        return with(fewer, more);
    }

    /// What the others in a room are told: that this socket has come, or gone.
    ///
    /// @param kind `JOINED` or `LEFT`
    public RoomRecord announcement(RoomRecord.Kind kind, String room) {
        Map<String, String> about = new LinkedHashMap<>();
        about.put("room", room);
        about.put("user", user);
        about.put("id", sid);
        String event = kind == RoomRecord.Kind.JOINED ? "user-joined" : "user-left";
        return new RoomRecord(
                kind,
                Arguments.of(event, about).raw(),
                List.of(),
                Optional.empty(),
                Optional.of(sid),
                Optional.of(user),
                List.of(),
                generation,
                Optional.empty(),
                Optional.empty());
    }

    /// Whether a room is one of those that the socket is in as long as it lives: its own, its user's, and that of all.
    public boolean isOwn(String room) {
        return room.equals(sid) || room.equals(userRoom(user)) || RoomKey.isEveryone(room);
    }

    /// The rooms that the socket may not be in any more: neither its own, nor those that the server has put it into.
    ///
    /// @param mayStay whether it may stay in a room
    public List<String> forbidden(Predicate<String> mayStay) {
        return rooms.keySet().stream()
                .filter(room -> !isOwn(room) && !placed.contains(room) && !mayStay.test(room))
                .toList();
    }

    /// The room of all of a user's sockets.
    public static String userRoom(String user) {
        return "user:" + user;
    }

    /// The record's value, JSON in UTF-8.
    public byte[] encode() {
        return encode(List.of());
    }

    /// The same, for whoever numbers origins otherwise.
    ///
    /// @param epochs what the places in it count in, by origin; left out where it is the writer's region alone
    public byte[] encode(List<Epoch> epochs) {
        return SessionJson.write(this, epochs);
    }

    /// The same session with its origins in another order.
    ///
    /// @param from for each origin, which one it is in this record; negative for one that is not in it
    /// @param slots of `rooms`, with the new order
    private SessionRecord reordered(int[] from, Slots slots) {
        Map<String, RoomPlace> newRooms = new HashMap<>();
        rooms.forEach((room, place) -> newRooms.put(room, place.reordered(from)));
        List<Stay> newLeft = left.stream()
                .map(stay -> new Stay(
                        stay.room(), stay.from().reordered(from), stay.until().reordered(from), stay.removed()))
                .toList();
        Map<Integer, Long> newControls = new HashMap<>();
        for (int origin = 0; origin < from.length; origin++) {
            for (int partition = 0; partition < slots.partitions(); partition++) {
                Long applied = from[origin] < 0 ? null : controls.get(from[origin] * slots.partitions() + partition);
                if (applied != null) {
                    newControls.put(slots.slot(origin, partition), applied);
                }
            }
        }
        return new SessionRecord(
                generation,
                claim == null ? null : claim.reordered(from),
                holder,
                announced,
                sid,
                user,
                namespace,
                ended,
                newRooms,
                placed,
                newLeft,
                newControls,
                data);
    }

    /// Reads a record's value; empty where it is none.
    ///
    /// @param numbering told what the places in it count in, none where that is its writer's region alone, says for
    ///     each origin of the reader's which one it is in the record; negative for one that is not in it
    /// @param slots of `rooms`, as the reader numbers them
    public static Optional<SessionRecord> decode(
            byte @Nullable [] value, Function<List<Epoch>, int[]> numbering, Slots slots) {
        return SessionJson.read(value).map(read -> {
            int[] from = numbering.apply(read.epochs());
            boolean isSame = read.epochs().size() <= from.length
                    && IntStream.range(0, from.length).allMatch(origin -> from[origin] == origin);
            return isSame ? read.session() : read.session().reordered(from, slots);
        });
    }

    /// Reads a record's value; empty where it is none. Its places are as its writer numbers origins.
    public static Optional<SessionRecord> decode(byte @Nullable [] value) {
        return SessionJson.read(value).map(SessionJson.Read::session);
    }
}
