package io.roomlog.deploy.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.roomlog.common.config.Configuration;
import io.roomlog.common.socketio.Arguments;
import io.roomlog.deploy.kafka.EmbeddedKafka;
import io.roomlog.edge.EdgeMain;
import io.roomlog.edge.socketio.ConnectionRefusedException;
import io.roomlog.edge.socketio.NamespaceOptions;
import io.roomlog.edge.socketio.SocketIoServer;
import io.socket.client.IO;
import io.socket.client.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.json.JSONObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Applications written with the Java API, seen by the official Java client, on two edges.
@Timeout(60)
class ApplicationIT {
    private static final long PATIENCE_S = 20;

    @TempDir
    static Path data;

    private static EmbeddedKafka kafka;
    private static EdgeMain first;
    private static EdgeMain second;

    private final List<Socket> clients = new ArrayList<>();

    @BeforeAll
    static void start() throws InterruptedException {
        kafka = EmbeddedKafka.start(0, data);
        first = edge("first");
        second = edge("second");
    }

    @AfterAll
    static void stop() {
        second.close();
        first.close();
        kafka.close();
    }

    @AfterEach
    void disconnect() {
        clients.forEach(Socket::disconnect);
    }

    private static EdgeMain edge(String id) throws InterruptedException {
        Configuration configuration = Configuration.of(Map.of(
                "id", id,
                "port", "0",
                "admin-port", "0",
                "kafka", kafka.bootstrap(),
                "partitions", "8",
                "session-partitions", "4",
                "replication-factor", "1",
                "allow-unsafe-log", "true"));
        return EdgeMain.start(configuration, edge -> install(edge.socketIo()));
    }

    private static void install(SocketIoServer server) {
        server.of("/orders", NamespaceOptions.DEFAULT)
                .use(socket -> {
                    if (socket.handshake().auth("name").isEmpty()) {
                        throw new ConnectionRefusedException("Who are you?", Map.of("missing", "name"));
                    }
                })
                .onConnection(socket -> {
                    socket.data().put("name", socket.handshake().auth("name").orElseThrow());
                    socket.on("watch", event -> {
                        socket.join(event.arguments().string(0).orElseThrow());
                        event.ack(socket.rooms().size());
                    });
                    socket.on("unwatch", event -> {
                        socket.leave(event.arguments().string(0).orElseThrow());
                        event.ack();
                    });
                    socket.on(
                            "others",
                            event -> socket.to("board")
                                    .emit("note", socket.data().get("name"))
                                    .join());
                    socket.on(
                            "all",
                            event -> socket.namespace()
                                    .to("board")
                                    .emit("note", "everybody")
                                    .join());
                    socket.on("ask", event -> event.ack(ask(socket)));
                    socket.on("volatile", event -> socket.emitVolatile("soft", 1));
                    socket.on("leave-me", event -> socket.disconnect(false));
                    socket.on("fail", event -> {
                        throw new IllegalStateException("a handler that fails");
                    });
                });
        server.of(Pattern.compile("/tenant-[0-9]+"), NamespaceOptions.DEFAULT)
                .onConnection(socket ->
                        socket.on("where", event -> event.ack(socket.namespace().name())));
    }

    private static Object ask(io.roomlog.edge.socketio.Socket socket) {
        try {
            Arguments answer =
                    socket.emitWithAck(Duration.ofMillis(500), "question", 6).get();
            return answer.get(0).asInt();
        } catch (ExecutionException e) {
            return e.getCause() instanceof TimeoutException
                    ? "no answer"
                    : e.getCause().toString();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }

    private Socket connect(EdgeMain edge, String namespace, Map<String, String> auth) {
        IO.Options options = new IO.Options();
        options.forceNew = true;
        options.transports = new String[] {"websocket"};
        options.auth = auth;
        Socket client = IO.socket(URI.create("http://127.0.0.1:" + edge.port() + namespace), options);
        clients.add(client);
        client.connect();
        return client;
    }

    private Socket connected(EdgeMain edge, String namespace, Map<String, String> auth) throws Exception {
        Socket client = connect(edge, namespace, auth);
        CompletableFuture<Object> done = new CompletableFuture<>();
        client.once(Socket.EVENT_CONNECT, arguments -> done.complete(true));
        client.once(
                Socket.EVENT_CONNECT_ERROR,
                arguments -> done.completeExceptionally(new IllegalStateException(String.valueOf(arguments[0]))));
        if (!client.connected()) {
            done.get(PATIENCE_S, TimeUnit.SECONDS);
        }
        return client;
    }

    private static Object call(Socket client, String event, Object... arguments) throws Exception {
        CompletableFuture<Object> answer = new CompletableFuture<>();
        client.emit(event, arguments, acked -> answer.complete(acked.length == 0 ? "" : acked[0]));
        return answer.get(PATIENCE_S, TimeUnit.SECONDS);
    }

    private static BlockingQueue<Object> received(Socket client, String event) {
        BlockingQueue<Object> received = new LinkedBlockingQueue<>();
        client.on(event, arguments -> received.add(arguments[0]));
        return received;
    }

    @Test
    void aMiddlewareRefusesWithMessageAndData() throws Exception {
        Socket client = connect(first, "/orders", Map.of());
        CompletableFuture<Object> error = new CompletableFuture<>();
        client.once(Socket.EVENT_CONNECT_ERROR, arguments -> error.complete(arguments[0]));
        JSONObject refusal = (JSONObject) error.get(PATIENCE_S, TimeUnit.SECONDS);
        assertThat(refusal.getString("message")).isEqualTo("Who are you?");
        assertThat(refusal.getJSONObject("data").getString("missing")).isEqualTo("name");
    }

    @Test
    void namespacesByPatternAreMadeAsClientsAskForThem() throws Exception {
        assertThat(call(connected(first, "/tenant-7", Map.of()), "where")).isEqualTo("/tenant-7");
        assertThat(call(connected(second, "/tenant-42", Map.of()), "where")).isEqualTo("/tenant-42");
        assertThatThrownBy(() -> connected(first, "/tenant-x", Map.of())).hasMessageContaining("Invalid namespace");
    }

    @Test
    void emitsReachTheRoomOnAllEdgesAndLeaveOutTheSender() throws Exception {
        Socket alice = connected(first, "/orders", Map.of("name", "alice"));
        Socket bob = connected(second, "/orders", Map.of("name", "bob"));
        Socket eve = connected(second, "/orders", Map.of("name", "eve"));
        BlockingQueue<Object> toAlice = received(alice, "note");
        BlockingQueue<Object> toBob = received(bob, "note");
        BlockingQueue<Object> toEve = received(eve, "note");
        call(alice, "watch", "board");
        call(bob, "watch", "board");
        alice.emit("others");
        assertThat(toBob.poll(PATIENCE_S, TimeUnit.SECONDS)).isEqualTo("alice");
        bob.emit("all");
        assertThat(toBob.poll(PATIENCE_S, TimeUnit.SECONDS)).isEqualTo("everybody");
        // the first that alice gets: not her own note
        assertThat(toAlice.poll(PATIENCE_S, TimeUnit.SECONDS)).isEqualTo("everybody");
        call(alice, "unwatch", "board");
        bob.emit("all");
        assertThat(toBob.poll(PATIENCE_S, TimeUnit.SECONDS)).isEqualTo("everybody");
        call(alice, "watch", "elsewhere");
        assertThat(toAlice).isEmpty();
        assertThat(toEve).isEmpty();
    }

    @Test
    void anAckOfTheClientComesBackOrTimesOut() throws Exception {
        Socket client = connected(first, "/orders", Map.of("name", "alice"));
        assertThat(call(client, "ask")).isEqualTo("no answer");
        client.on("question", arguments -> ((io.socket.client.Ack) arguments[1]).call(7 * (Integer) arguments[0]));
        assertThat(call(client, "ask")).isEqualTo(42);
    }

    @Test
    void aVolatileEmitGoesToTheSocketAtOnce() throws Exception {
        Socket client = connected(first, "/orders", Map.of("name", "alice"));
        BlockingQueue<Object> soft = received(client, "soft");
        client.emit("volatile");
        assertThat(soft.poll(PATIENCE_S, TimeUnit.SECONDS)).isEqualTo(1);
    }

    @Test
    void theServerCanDisconnectAndAHandlerThatFailsHarmsNobody() throws Exception {
        Socket client = connected(first, "/orders", Map.of("name", "alice"));
        client.emit("fail");
        assertThat(call(client, "watch", "board")).isEqualTo(2);
        CompletableFuture<Object> reason = new CompletableFuture<>();
        client.once(Socket.EVENT_DISCONNECT, arguments -> reason.complete(arguments[0]));
        client.emit("leave-me");
        assertThat(reason.get(PATIENCE_S, TimeUnit.SECONDS)).isEqualTo("io server disconnect");
    }
}
