package io.roomlog.edge.socketio;

import com.fasterxml.jackson.databind.JsonNode;
import io.roomlog.edge.engineio.CloseReason;
import io.roomlog.edge.outbound.Outbound;
import io.roomlog.edge.session.SessionListener;
import org.jspecify.annotations.Nullable;

/// What a session asks of its socket.
final class SocketSession implements SessionListener {
    private final Socket socket;
    private final ClientConnection connection;
    private final Mailbox mailbox;

    SocketSession(Socket socket, ClientConnection connection, Mailbox mailbox) {
        this.socket = socket;
        this.connection = connection;
        this.mailbox = mailbox;
    }

    @Override
    public void send(Outbound item) {
        connection.send(item);
    }

    @Override
    public boolean awaitRoom() {
        return connection.awaitRoom();
    }

    @Override
    public boolean isGone() {
        return connection.hasEnded();
    }

    @Override
    public void execute(Runnable task) {
        mailbox.add(task);
    }

    @Override
    public @Nullable JsonNode data() {
        return SocketData.write(socket.data());
    }

    @Override
    public void takenOver() {
        socket.disconnect("taken_over", "another connection has taken this session");
    }

    @Override
    public void disconnected() {
        socket.disconnect(false);
    }

    @Override
    public void failed() {
        connection.close(CloseReason.FORCED_CLOSE);
    }
}
