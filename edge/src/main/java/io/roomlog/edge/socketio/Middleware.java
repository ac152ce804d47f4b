package io.roomlog.edge.socketio;

/// Looks at a socket before it is connected. Runs on the socket's own virtual thread and may block.
@FunctionalInterface
public interface Middleware {
    /// Lets the socket pass by returning.
    ///
    /// @throws ConnectionRefusedException to refuse it
    void admit(Socket socket) throws ConnectionRefusedException;
}
