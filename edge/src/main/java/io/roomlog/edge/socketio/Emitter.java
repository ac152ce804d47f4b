package io.roomlog.edge.socketio;

import io.roomlog.common.log.RoomKey;
import io.roomlog.common.log.RoomRecord;
import io.roomlog.common.log.SessionRecord;
import io.roomlog.common.socketio.Arguments;
import io.roomlog.common.socketio.EventNames;
import io.roomlog.edge.router.RouterException;
import io.roomlog.edge.session.Control;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Where an event goes: to a room, to several, of which a socket may be in more than one and gets it once, or to all
/// sockets of a namespace. Immutable.
public final class Emitter {
    private final Namespace namespace;
    private final List<String> rooms;
    private final List<String> except;

    /// @param rooms none for all sockets of the namespace
    Emitter(Namespace namespace, List<String> rooms, List<String> except) {
        this.namespace = namespace;
        this.rooms = List.copyOf(rooms);
        this.except = List.copyOf(except);
    }

    /// To another room as well.
    public Emitter to(String room) {
        return to(List.of(room));
    }

    /// To other rooms as well.
    public Emitter to(Collection<String> others) {
        Set<String> all = new LinkedHashSet<>(rooms);
        all.addAll(others);
        return new Emitter(namespace, List.copyOf(all), except);
    }

    /// Leaves out a socket (by its id) or all sockets of a user (by the room `user:name`).
    public Emitter except(String sidOrUserRoom) {
        List<String> more = new ArrayList<>(except);
        more.add(sidOrUserRoom);
        return new Emitter(namespace, rooms, more);
    }

    /// Appends the event to the log, from where it comes to all sockets of the rooms on all edges. For more than one
    /// room a router must be there, which spreads it.
    ///
    /// @param values anything that can be JSON, byte arrays among it
    /// @return the offset behind it, once it is kept, empty where it goes to more than one room; else an
    ///     [io.roomlog.edge.log.LogException]
    /// @throws IllegalArgumentException if a value cannot be sent, or the name is reserved
    public CompletableFuture<Optional<String>> emit(String event, @Nullable Object... values) {
        return emit(Arguments.of(values).prepend(event));
    }

    /// The same for an event that is encoded already, name first.
    public CompletableFuture<Optional<String>> emit(Arguments event) {
        EventNames.problemWithEvent(event).ifPresent(problem -> {
            throw new IllegalArgumentException(problem);
        });
        return emit(RoomRecord.event(event.raw(), event.attachments()).withExcept(except));
    }

    /// Has the rooms' sockets join another, on all edges; those too that are away at the moment, when they
    /// come back. What is emitted to a single room after this comes after the change.
    ///
    /// @return completed once the command is kept; else fails with an [io.roomlog.edge.log.LogException]
    public CompletableFuture<Void> socketsJoin(String other) {
        return command(new Control.Join(other));
    }

    /// Has the rooms' sockets leave a room, one of these or another, on all edges; those too that are away at the
    /// moment, when they come back. They are told with a `gap` whose reason is `removed`.
    ///
    /// @return completed once the command is kept; else fails with an [io.roomlog.edge.log.LogException]
    public CompletableFuture<Void> socketsLeave(String other) {
        return command(new Control.Leave(other));
    }

    /// Disconnects the rooms' sockets, on all edges, and ends their sessions.
    ///
    /// @return completed once the command is kept; else fails with an [io.roomlog.edge.log.LogException]
    public CompletableFuture<Void> disconnectSockets() {
        return command(new Control.Disconnect());
    }

    /// The rooms' sockets on all edges, as routers know them: a change is known there some moments after it is in the
    /// log. Blocks, for 2 s at most for each room.
    ///
    /// @return [Namespace#MAX_SOCKETS] of each room at most
    /// @throws RouterException if no router answers
    public List<RemoteSocket> fetchSockets() {
        Map<String, RemoteSocket> found = new LinkedHashMap<>();
        Stream<Optional<String>> asked =
                rooms.isEmpty() ? Stream.of(Optional.empty()) : rooms.stream().map(Optional::of);
        asked.flatMap(room -> namespace.fetchSockets(room).stream())
                .filter(socket ->
                        !except.contains(socket.id()) && !except.contains(SessionRecord.userRoom(socket.user())))
                .forEach(socket -> found.putIfAbsent(socket.id(), socket));
        return List.copyOf(found.values());
    }

    private CompletableFuture<Void> command(Control control) {
        return emit(control.record(except)).thenAccept(offset -> {});
    }

    private CompletableFuture<Optional<String>> emit(RoomRecord record) {
        if (rooms.size() == 1) {
            return namespace
                    .log()
                    .append(new RoomKey(namespace.name(), rooms.getFirst()), record)
                    .thenApply(Optional::of);
        }
        RoomRecord copy = record.asCopyOf(UUID.randomUUID().toString());
        return namespace.log().appendWide(namespace.name(), rooms, copy).thenApply(done -> Optional.empty());
    }
}
