package io.roomlog.edge.socketio;

import io.roomlog.common.log.RoomKey;
import io.roomlog.common.log.RoomRecord;
import io.roomlog.common.log.SessionRecord;
import io.roomlog.common.socketio.Arguments;
import io.roomlog.common.socketio.EventNames;
import io.roomlog.edge.router.RouterException;
import io.roomlog.edge.session.Control;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// Where an event goes. Immutable.
public final class Emitter {
    private final Namespace namespace;
    private final String room;
    private final List<String> except;

    Emitter(Namespace namespace, String room, List<String> except) {
        this.namespace = namespace;
        this.room = room;
        this.except = except;
    }

    /// Leaves out a socket (by its id) or all sockets of a user (by the room `user:name`).
    public Emitter except(String sidOrUserRoom) {
        List<String> more = new ArrayList<>(except);
        more.add(sidOrUserRoom);
        return new Emitter(namespace, room, more);
    }

    /// Appends the event to the log, from where it comes to all sockets of the room on all edges.
    ///
    /// @param values anything that can be JSON, byte arrays among it
    /// @return the offset behind it, once it is kept; else an [io.roomlog.edge.log.LogException]
    /// @throws IllegalArgumentException if a value cannot be sent, or the name is reserved
    public CompletableFuture<String> emit(String event, @Nullable Object... values) {
        return emit(Arguments.of(values).prepend(event));
    }

    /// The same for an event that is encoded already, name first.
    public CompletableFuture<String> emit(Arguments event) {
        EventNames.problemWithEvent(event).ifPresent(problem -> {
            throw new IllegalArgumentException(problem);
        });
        return emit(RoomRecord.event(event.raw(), event.attachments()).withExcept(except));
    }

    /// Has the room's sockets join another, on all edges; those too that are away at the moment, when they
    /// come back. What is emitted to the room after this comes after the change.
    ///
    /// @return completed once the command is kept; else fails with an [io.roomlog.edge.log.LogException]
    public CompletableFuture<Void> socketsJoin(String other) {
        return command(new Control.Join(other));
    }

    /// Has the room's sockets leave a room, this or another, on all edges; those too that are away at the
    /// moment, when they come back. They are told with a `gap` whose reason is `removed`.
    ///
    /// @return completed once the command is kept; else fails with an [io.roomlog.edge.log.LogException]
    public CompletableFuture<Void> socketsLeave(String other) {
        return command(new Control.Leave(other));
    }

    /// Disconnects the room's sockets, on all edges, and ends their sessions.
    ///
    /// @return completed once the command is kept; else fails with an [io.roomlog.edge.log.LogException]
    public CompletableFuture<Void> disconnectSockets() {
        return command(new Control.Disconnect());
    }

    /// The room's sockets on all edges, as routers know them: a change is known there some moments after it is in the
    /// log. Blocks, for 2 s at most.
    ///
    /// @return [Namespace#MAX_SOCKETS] at most
    /// @throws RouterException if no router answers
    public List<RemoteSocket> fetchSockets() {
        return namespace.fetchSockets(Optional.of(room)).stream()
                .filter(socket ->
                        !except.contains(socket.id()) && !except.contains(SessionRecord.userRoom(socket.user())))
                .toList();
    }

    private CompletableFuture<Void> command(Control control) {
        return emit(control.record(except)).thenAccept(offset -> {});
    }

    private CompletableFuture<String> emit(RoomRecord record) {
        return namespace.log().append(new RoomKey(namespace.name(), room), record);
    }
}
