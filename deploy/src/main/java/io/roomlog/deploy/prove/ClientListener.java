package io.roomlog.deploy.prove;

import io.roomlog.common.socketio.Arguments;

/// What a client is told of its connection, on the thread that reads it.
interface ClientListener {
    /// CONNECT has been answered.
    void connected(Visit visit);

    /// An event has come.
    ///
    /// @param offset its last argument where that is a string; else empty
    void received(Arguments event, String offset);

    /// The connection is lost, after CONNECT had been answered.
    void lost(String why);

    /// CONNECT has been refused with an error.
    void refused(String edge, String error);

    /// The server has sent DISCONNECT, after which a stock client does not come back by itself.
    void disconnected();
}
