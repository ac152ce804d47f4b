package io.roomlog.edge.socketio;

import io.roomlog.common.log.RoomKey;
import io.roomlog.common.log.RoomRecord;
import io.roomlog.common.socketio.Arguments;
import io.roomlog.common.socketio.EventNames;
import java.util.ArrayList;
import java.util.List;
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

    private CompletableFuture<String> emit(RoomRecord record) {
        return namespace.log().append(new RoomKey(namespace.name(), room), record);
    }
}
