package io.roomlog.edge.session;

import io.roomlog.edge.outbound.Outbound;

/// The socket that a session belongs to. No call may block, but one.
public interface SessionListener {
    /// Takes what goes to the client, in order.
    void send(Outbound item);

    /// Waits until the client has taken in most of what was sent; the one call that blocks.
    ///
    /// @return false if the connection has ended
    boolean awaitRoom();

    /// Another connection has taken the session; this one is to end.
    void takenOver();

    /// More waits for this socket than may: its connection is to end, so that it resumes.
    void overflow();
}
