package io.roomlog.deploy.conformance;

import io.roomlog.common.socketio.Arguments;
import io.roomlog.edge.socketio.NamespaceOptions;
import io.roomlog.edge.socketio.SocketIoServer;
import java.util.stream.IntStream;

/// What the Socket.IO protocol's suite asks of its server.
final class ProtocolSuite {
    private static final NamespaceOptions NO_RECOVERY = new NamespaceOptions(false, false);

    private ProtocolSuite() {}

    static void install(SocketIoServer server) {
        server.of("/", NO_RECOVERY).onConnection(socket -> {
            socket.emit("auth", socket.handshake().auth());
            socket.on("message", event -> socket.emit("message-back", all(event.arguments())));
            socket.on("message-with-ack", event -> event.ack(all(event.arguments())));
        });
        server.of("/custom", NO_RECOVERY)
                .onConnection(socket -> socket.emit("auth", socket.handshake().auth()));
    }

    static Object[] all(Arguments arguments) {
        return IntStream.range(0, arguments.size()).mapToObj(arguments::get).toArray();
    }
}
