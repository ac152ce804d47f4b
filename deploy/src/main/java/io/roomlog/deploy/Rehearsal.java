package io.roomlog.deploy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.roomlog.common.bytes.Bytes;
import io.roomlog.common.engineio.EnginePacket;
import io.roomlog.common.socketio.Arguments;
import io.roomlog.common.socketio.SocketCodec;
import io.roomlog.common.socketio.SocketPacket;
import io.roomlog.deploy.prove.PollingTransport;
import io.roomlog.deploy.prove.Transport;
import io.roomlog.deploy.prove.WebSocketTransport;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What clients do of an edge on this machine, one after the other: they look whether it is ready, fetch the page,
/// connect over each transport, join a room, publish, and get what they have published.
///
/// @param port of clients
/// @param adminPort of health and metrics
/// @param token that the edge takes
record Rehearsal(int port, int adminPort, String token) {
    private static final String NAMESPACE = "/";
    private static final String ROOM = "rehearsal";
    private static final int MESSAGES = 20;

    /// Does all of it.
    ///
    /// @throws IOException if the edge does not answer, or not as it should
    void run() throws IOException {
        fetch(adminPort, "/health/ready");
        fetch(port, "/");
        fetch(port, "/socket.io/socket.io.min.js");
        try (Transport socket = WebSocketTransport.open(port)) {
            visit(socket);
        }
        try (Transport polling = PollingTransport.open(port)) {
            visit(polling);
        }
        fetch(adminPort, "/metrics");
    }

    private static void fetch(int port, String path) throws IOException {
        try (InputStream body =
                URI.create("http://127.0.0.1:" + port + path).toURL().openStream()) {
            body.readAllBytes();
        }
    }

    private void visit(Transport transport) throws IOException {
        String auth = JsonNodeFactory.instance.objectNode().put("token", token).toString();
        transport.receive();
        Visit visit = new Visit(transport);
        visit.send(SocketCodec.connect(NAMESPACE, Bytes.utf8(auth)));
        visit.await(SocketPacket.Connect.class);
        visit.ask("join", ROOM, Map.of("history", MESSAGES));
        for (int i = 0; i < MESSAGES; i++) {
            visit.ask("publish", ROOM, "message", Map.of("number", i));
            visit.await(SocketPacket.Event.class);
        }
        visit.ask("leave", ROOM);
    }

    /// One connection, and what has come over it and not been waited for.
    private static final class Visit {
        private final Transport transport;
        private final List<SocketPacket> came = new ArrayList<>();
        private int asked;

        Visit(Transport transport) {
            this.transport = transport;
        }

        void ask(Object... event) throws IOException {
            send(SocketCodec.event(NAMESPACE, asked++, Arguments.of(event).raw(), 0));
            String answer = await(SocketPacket.Ack.class).data().utf8();
            if (!answer.contains("\"ok\":true")) {
                throw new IOException(event[0] + " was refused: " + answer);
            }
        }

        void send(Bytes packet) throws IOException {
            transport.send(new EnginePacket.Text(packet));
        }

        <P extends SocketPacket> P await(Class<P> kind) throws IOException {
            while (true) {
                Optional<SocketPacket> first =
                        came.stream().filter(kind::isInstance).findFirst();
                if (first.isPresent()) {
                    came.remove(first.get());
                    return kind.cast(first.get());
                }
                for (EnginePacket packet : transport.receive()) {
                    if (packet instanceof EnginePacket.Text(Bytes data)) {
                        came.add(SocketCodec.decode(data));
                    }
                }
            }
        }
    }
}
