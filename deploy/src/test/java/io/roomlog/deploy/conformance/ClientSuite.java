package io.roomlog.deploy.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import io.roomlog.common.socketio.Arguments;
import io.roomlog.edge.socketio.ConnectionRefusedException;
import io.roomlog.edge.socketio.Handshake;
import io.roomlog.edge.socketio.NamespaceOptions;
import io.roomlog.edge.socketio.Socket;
import io.roomlog.edge.socketio.SocketIoServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// What socket.io-client's suite asks of its server.
final class ClientSuite {
    private static final long HANDSHAKE_DELAY_MS = 10;
    private static final Duration ACK_TIMEOUT = Duration.ofSeconds(5);
    private static final byte[] BINARY = "asdfasdf".getBytes(StandardCharsets.UTF_8);

    private ClientSuite() {}

    static void install(SocketIoServer server) {
        server.onHandshake(request -> {
            try {
                // the suite's open-timeout cases count on a handshake that takes a while
                Thread.sleep(HANDSHAKE_DELAY_MS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return Optional.empty();
        });
        NamespaceOptions options = new NamespaceOptions(true, false, false);
        server.of("/foo", options).onConnection(socket -> socket.on("getId", event -> event.ack(socket.id())));
        List.of("/timeout_socket", "/valid", "/asd").forEach(name -> server.of(name, options));
        server.of("/abc", options).onConnection(socket -> socket.emit("handshake", handshake(socket.handshake())));
        server.of("/no", options).use(socket -> {
            throw new ConnectionRefusedException("Auth failed (custom namespace)");
        });
        server.of("/", options)
                .use(socket -> {
                    if (socket.handshake().request().query().containsKey("fail")) {
                        throw new ConnectionRefusedException("Auth failed (main namespace)");
                    }
                })
                .onConnection(ClientSuite::connected);
    }

    private static void connected(Socket socket) {
        socket.on("hi", event -> socket.emit("hi"));
        socket.on("echo", event -> event.ack(event.arguments().get(0)));
        socket.on("ack", event -> {
            var _ = socket.emitWithAck(ACK_TIMEOUT, "ack").thenAccept(answer -> {
                if (answer.get(0).asInt() == 5 && answer.get(1).get("test").asBoolean()) {
                    socket.emit("got it");
                }
            });
        });
        socket.on("getAckDate", event -> event.ack(Instant.now().toString()));
        socket.on("getDate", event -> socket.emit("takeDate", Instant.now().toString()));
        socket.on(
                "getDateObj",
                event -> socket.emit("takeDateObj", Map.of("date", Instant.now().toString())));
        socket.on(
                "getUtf8",
                event -> List.of("てすと", "Я Б Г Д Ж Й", "Ä ä Ü ü ß", "utf8 — string", "utf8 — string")
                        .forEach(text -> socket.emit("takeUtf8", text)));
        socket.on("false", event -> socket.emit("false", false));
        socket.on("doge", event -> socket.emit("doge", BINARY));
        socket.on("getbin", event -> socket.emit("takebin", BINARY));
        socket.on("getHandshake", event -> event.ack(handshake(socket.handshake())));
        socket.on("getId", event -> event.ack(socket.id()));
        binary(socket);
    }

    private static void binary(Socket socket) {
        answerIf(socket, "buffa", "buffack", arguments -> arguments.get(0).isBinary());
        answerIf(socket, "jsonbuff", "jsonbuff-ack", arguments -> isMixed(arguments.get(0)));
        answerIf(socket, "abuff1", "", arguments -> false);
        answerIf(socket, "abuff2", "abuff2-ack", arguments -> true);
        answerIf(socket, "blob", "back", arguments -> arguments.get(0).isBinary());
        answerIf(socket, "jsonblob", "jsonblob-ack", arguments -> isMixed(arguments.get(0)));
        answerIf(socket, "blob3", "blob3-ack", arguments -> arguments.get(0).isBinary());
    }

    private static void answerIf(Socket socket, String event, String answer, Predicate<Arguments> condition) {
        socket.on(event, received -> {
            if (condition.test(received.arguments())) {
                socket.emit(answer);
            }
        });
    }

    private static boolean isMixed(JsonNode value) {
        return value.get("hello").asText().equals("lol")
                && value.get("message").isBinary()
                && value.get("goodbye").asText().equals("gotcha");
    }

    private static Map<String, Object> handshake(Handshake handshake) {
        Map<String, Object> headers = new LinkedHashMap<>();
        handshake.request().headers().forEach((name, values) -> headers.put(name, values.getFirst()));
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("headers", headers);
        shown.put("query", handshake.request().query());
        shown.put("auth", handshake.auth());
        shown.put("time", handshake.issued().toString());
        shown.put("address", handshake.request().remoteAddress());
        return shown;
    }
}
