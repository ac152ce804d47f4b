package io.roomlog.edge.engineio;

import io.roomlog.common.bytes.Bytes;
import io.roomlog.common.engineio.EngineCodec;
import io.roomlog.common.engineio.EnginePacket;
import io.roomlog.edge.websocket.WebSocketConnection;
import io.roomlog.edge.websocket.WebSocketListener;

/// A WebSocket of a session: its transport from the start, or a candidate that probes.
final class EngineSocket implements WebSocketListener {
    private static final Bytes PROBE = Bytes.utf8("probe");

    private final EngineSession session;
    private final WebSocketConnection connection;
    private final Runnable onOpen;
    private final Runnable onEnd;

    /// @param onOpen what begins, once the handshake has been answered
    /// @param onEnd told when the connection is gone
    EngineSocket(EngineSession session, WebSocketConnection connection, Runnable onOpen, Runnable onEnd) {
        this.session = session;
        this.connection = connection;
        this.onOpen = onOpen;
        this.onEnd = onEnd;
    }

    @Override
    public void onOpen() {
        onOpen.run();
    }

    @Override
    public void onText(Bytes text) {
        EnginePacket packet = EngineCodec.decodeText(text);
        if (session.isOn(connection)) {
            session.receive(packet);
        } else if (packet instanceof EnginePacket.Ping(Bytes data) && data.equals(PROBE)) {
            session.probe(connection);
        } else if (!(packet instanceof EnginePacket.Upgrade) || !session.upgrade(connection)) {
            refuse();
        }
    }

    @Override
    public void onBinary(Bytes data) {
        if (session.isOn(connection)) {
            session.receive(EngineCodec.decodeBinary(data));
        } else {
            refuse();
        }
    }

    @Override
    public void onEnd(boolean broken) {
        onEnd.run();
        if (session.isOn(connection)) {
            session.close(broken ? CloseReason.TRANSPORT_ERROR : CloseReason.TRANSPORT_CLOSE);
        } else {
            session.abandonProbe(connection);
        }
    }

    private void refuse() {
        session.abandonProbe(connection);
        connection.close(1000, "");
    }
}
