package io.roomlog.deploy.conformance;

import io.roomlog.common.socketio.Arguments;
import io.roomlog.edge.socketio.NamespaceOptions;
import io.roomlog.edge.socketio.SocketIoServer;
import java.util.stream.IntStream;

/// What the Socket.IO protocol's suite asks of its server.
final class ProtocolSuite {
    private ProtocolSuite() {}

    static void install(SocketIoServer server) {
        server.of("/", NamespaceOptions.PLAIN).onConnection(socket -> {
            socket.emit("auth", socket.handshake().auth());
            socket.on("message", event -> socket.emit("message-back", all(event.arguments())));
            socket.on("message-with-ack", event -> event.ack(all(event.arguments())));
        });
        server.of("/custom", NamespaceOptions.PLAIN)
                .onConnection(socket -> socket.emit("auth", socket.handshake().auth()));
    }

    static Object[] all(Arguments arguments) {
        return IntStream.range(0, arguments.size()).mapToObj(arguments::get).toArray();
    }
}
