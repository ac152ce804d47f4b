package io.roomlog.edge.socketio;

/// Handles an event of a client. Handlers of one socket run one after the other, on a virtual thread of the
/// socket's, and may block; the client's further events wait meanwhile.
@FunctionalInterface
public interface EventHandler {
    void handle(Event event) throws Exception;
}
