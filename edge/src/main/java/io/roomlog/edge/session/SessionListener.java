package io.roomlog.edge.session;

import com.fasterxml.jackson.databind.JsonNode;
import io.roomlog.edge.outbound.Outbound;
import org.jspecify.annotations.Nullable;

/// The socket that a session belongs to. No call may block, but one.
public interface SessionListener {
    /// Takes what goes to the client, in order.
    void send(Outbound item);

    /// Waits until the client has taken in most of what was sent; the one call that blocks.
    ///
    /// @return false if the connection has ended
    boolean awaitRoom();

    /// Whether the connection has ended.
    boolean isGone();

    /// Has a task run where the session is used, behind what is under way there; not once the socket has ended.
    void execute(Runnable task);

    /// What the application keeps with the socket, as it is to be recorded; null for nothing.
    @Nullable
    JsonNode data();

    /// Another connection has taken the session; this one is to end.
    void takenOver();

    /// The socket is to be disconnected, by a command from elsewhere.
    void disconnected();

    /// The log does not do what the session needs: its connection is to end, so that it resumes.
    void failed();
}
