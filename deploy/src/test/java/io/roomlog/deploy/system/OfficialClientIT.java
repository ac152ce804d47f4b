package io.roomlog.deploy.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomlog.common.cursor.Cursor;
import io.roomlog.edge.EdgeMain;
import io.socket.client.Ack;
import io.socket.client.IO;
import io.socket.client.Socket;
import io.socket.engineio.client.transports.Polling;
import io.socket.engineio.client.transports.WebSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.json.JSONException;
import org.json.JSONObject;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The official Java client, which nobody has changed for us.
@Timeout(120)
class OfficialClientIT {
    @RegisterExtension
    static final Cluster CLUSTER = new Cluster();

    private static final int PATIENCE_S = 20;

    private static EdgeMain edge;

    @BeforeAll
    static void start() throws InterruptedException {
        edge = CLUSTER.edge();
    }

    @ParameterizedTest
    @ValueSource(strings = {WebSocket.NAME, Polling.NAME, ""})
    void joinsPublishesAndReceivesArgumentsThenTheOffset(String transport) throws Exception {
        String room = Cluster.fresh("official");
        Socket socket = connect(transport, Cluster.token("java"));
        BlockingQueue<Object[]> messages = listen(socket, "message");
        JSONObject joined = ask(socket, "join", room);
        assertThat(joined.getBoolean("ok")).isTrue();
        assertThat(joined.getString("room")).isEqualTo(room);
        assertThat(Cursor.decode(joined.getString("offset"))).isPresent();
        JSONObject published = ask(socket, "publish", room, "message", "text", 42, new JSONObject(Map.of("a", true)));
        assertThat(published.getBoolean("ok")).isTrue();
        Object[] message = next(messages);
        assertThat(message).hasSize(4);
        assertThat(message[0]).isEqualTo("text");
        assertThat(message[1]).isEqualTo(42);
        assertThat(((JSONObject) message[2]).getBoolean("a")).isTrue();
        Cursor offset = Cursor.decode((String) message[3]).orElseThrow();
        Cursor acked = Cursor.decode(published.getString("offset")).orElseThrow();
        int partition = RoomsTopic.partition(room);
        assertThat(offset.vector().next(0, partition)).isEqualTo(acked.vector().next(0, partition));
        socket.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {WebSocket.NAME, Polling.NAME})
    void binaryArgumentsComeBackAsTheyWere(String transport) throws Exception {
        String room = Cluster.fresh("official");
        byte[] first = "first".getBytes(StandardCharsets.UTF_8);
        byte[] second = new byte[50_000];
        second[49_999] = 7;
        Socket socket = connect(transport, Cluster.token("java"));
        BlockingQueue<Object[]> messages = listen(socket, "file");
        ask(socket, "join", room);
        ask(socket, "publish", room, "file", first, "name", second);
        Object[] message = next(messages);
        assertThat(message).hasSize(4);
        assertThat((byte[]) message[0]).isEqualTo(first);
        assertThat(message[1]).isEqualTo("name");
        assertThat((byte[]) message[2]).isEqualTo(second);
        assertThat(Cursor.decode((String) message[3])).isPresent();
        socket.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {WebSocket.NAME, Polling.NAME})
    void withoutAValidTokenItIsUnauthorized(String transport) throws Exception {
        Socket socket = socket(transport, "no token");
        BlockingQueue<Object[]> errors = listen(socket, Socket.EVENT_CONNECT_ERROR);
        socket.connect();
        assertThat(((JSONObject) next(errors)[0]).getString("message")).isEqualTo("Unauthorized");
        assertThat(socket.connected()).isFalse();
        socket.close();
    }

    @Test
    void whatGoesWrongComesBackInTheAckAndTheSocketLivesOn() throws Exception {
        Socket socket = connect(WebSocket.NAME, Cluster.token("java"));
        JSONObject refused = ask(socket, "publish", "room", "connect");
        assertThat(refused.getBoolean("ok")).isFalse();
        assertThat(refused.getJSONObject("error").getString("code")).isEqualTo("invalid");
        assertThat(ask(socket, "join", "user:somebody-else")
                        .getJSONObject("error")
                        .getString("code"))
                .isEqualTo("forbidden");
        assertThat(ask(socket, "fly").getJSONObject("error").getString("code")).isEqualTo("not_found");
        assertThat(ask(socket, "join", Cluster.fresh("official")).getBoolean("ok"))
                .isTrue();
        socket.close();
    }

    private static Socket connect(String transport, String token) throws InterruptedException {
        Socket socket = socket(transport, token);
        BlockingQueue<Object[]> connected = listen(socket, Socket.EVENT_CONNECT);
        socket.connect();
        next(connected);
        return socket;
    }

    /// @param transport empty for polling with an upgrade
    private static Socket socket(String transport, String token) {
        IO.Options options = IO.Options.builder()
                .setForceNew(true)
                .setReconnection(false)
                .setAuth(Map.of("token", token))
                .build();
        if (!transport.isEmpty()) {
            options.transports = new String[] {transport};
        }
        return IO.socket(URI.create("http://127.0.0.1:" + edge.port()), options);
    }

    private static BlockingQueue<Object[]> listen(Socket socket, String event) {
        BlockingQueue<Object[]> come = new ArrayBlockingQueue<>(100);
        socket.on(event, come::add);
        return come;
    }

    private static Object[] next(BlockingQueue<Object[]> come) throws InterruptedException {
        Object[] arguments = come.poll(PATIENCE_S, TimeUnit.SECONDS);
        assertThat(arguments).as("what was waited for").isNotNull();
        return arguments;
    }

    private static JSONObject ask(Socket socket, String event, Object... arguments) throws JSONException {
        CompletableFuture<JSONObject> answer = new CompletableFuture<>();
        socket.emit(event, arguments, (Ack) values -> answer.complete((JSONObject) values[0]));
        return answer.orTimeout(PATIENCE_S, TimeUnit.SECONDS).join();
    }
}
