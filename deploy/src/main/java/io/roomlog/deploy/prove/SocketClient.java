package io.roomlog.deploy.prove;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.roomlog.common.bytes.Bytes;
import io.roomlog.common.engineio.EnginePacket;
import io.roomlog.common.socketio.Arguments;
import io.roomlog.common.socketio.Parsed;
import io.roomlog.common.socketio.SocketCodec;
import io.roomlog.common.socketio.SocketPacket;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// A Socket.IO client that comes back as the stock one does: with the `pid` of CONNECT's answer and, as its offset, the
/// last argument of the last event that ended with a string; `recovered` is an answer with the same `pid`.
///
/// One virtual thread connects, reads, and calls the listener. `ask`, `abort` and `pause` may be called by any.
final class SocketClient {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NAMESPACE = "/";
    private static final long FIRST_BACKOFF_MS = 100;
    private static final long LAST_BACKOFF_MS = 5_000;

    private final String token;
    private final boolean polling;
    private final Supplier<Edge> edges;
    private final RandomGenerator random;
    private final ClientListener listener;
    private final Map<Long, CompletableFuture<JsonNode>> asked = new HashMap<>();
    private final Thread thread;
    private @Nullable Transport transport;
    private boolean connected;
    private long nextAsk;
    private volatile boolean over;
    private volatile long pausedUntilNanos = System.nanoTime();

    private @Nullable String pid;
    private @Nullable String offset;
    private int visits;

    /// @param edges  tells where to connect next
    /// @param random of the reader's thread
    SocketClient(
            String name,
            String token,
            boolean polling,
            Supplier<Edge> edges,
            RandomGenerator random,
            ClientListener listener) {
        this.token = token;
        this.polling = polling;
        this.edges = edges;
        this.random = random;
        this.listener = listener;
        this.thread = Thread.ofVirtual().name("prove-" + name).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /// Ends it for good.
    void close() {
        over = true;
        abort();
        thread.interrupt();
    }

    /// Ends the connection without a word.
    synchronized void abort() {
        if (transport != null) {
            transport.close();
        }
    }

    /// Reads nothing for a time.
    void pause(long millis) {
        pausedUntilNanos = System.nanoTime() + millis * 1_000_000;
    }

    synchronized boolean isConnected() {
        return connected;
    }

    /// Emits an event.
    ///
    /// @param answer gets the ack's first argument, on the reader's thread and in order with the events; or an
    ///     [IOException] if the connection is lost before, a [NotConnectedException] if there is none
    void ask(CompletableFuture<JsonNode> answer, Object... event) {
        Transport current;
        long id;
        synchronized (this) {
            if (!connected || transport == null) {
                answer.completeExceptionally(new NotConnectedException());
                return;
            }
            current = transport;
            id = nextAsk++;
            asked.put(id, answer);
        }
        try {
            Bytes packet = SocketCodec.event(NAMESPACE, id, Arguments.of(event).raw(), 0);
            current.send(new EnginePacket.Text(packet));
        } catch (IOException lost) {
            current.close();
        }
    }

    /// There is no connection, and nothing was sent.
    static final class NotConnectedException extends IOException {
        private static final long serialVersionUID = 1L;
    }

    private void run() {
        long backoff = FIRST_BACKOFF_MS;
        while (!over) {
            if (visit()) {
                backoff = FIRST_BACKOFF_MS;
            }
            try {
                Thread.sleep(backoff / 2 + random.nextLong(backoff));
            } catch (InterruptedException closed) {
                return;
            }
            backoff = Math.min(2 * backoff, LAST_BACKOFF_MS);
        }
    }

    /// One connection from its beginning to its end.
    ///
    /// @return whether CONNECT was answered
    private boolean visit() {
        Edge edge = edges.get();
        long begun = System.nanoTime();
        boolean answered = false;
        String end;
        try (Transport opened = open(edge)) {
            synchronized (this) {
                transport = opened;
            }
            while (!over) {
                awaitEndOfPause();
                for (EnginePacket packet : opened.receive()) {
                    answered |= take(opened, packet, edge, begun);
                }
            }
            end = "closed";
        } catch (IOException lost) {
            end = lost.toString();
        } catch (InterruptedException closed) {
            end = "closed";
        }
        lose();
        if (answered) {
            listener.lost(end);
        }
        return answered;
    }

    private Transport open(Edge edge) throws IOException {
        int port = edge.proxy().port();
        return polling ? PollingTransport.open(port) : WebSocketTransport.open(port);
    }

    private void awaitEndOfPause() throws InterruptedException {
        long left = pausedUntilNanos - System.nanoTime();
        if (left > 0) {
            Thread.sleep(left / 1_000_000 + 1);
        }
    }

    private void lose() {
        List<CompletableFuture<JsonNode>> unanswered;
        synchronized (this) {
            transport = null;
            connected = false;
            unanswered = List.copyOf(asked.values());
            asked.clear();
        }
        IOException lost = new IOException("the connection was lost");
        unanswered.forEach(answer -> answer.completeExceptionally(lost));
    }

    private boolean take(Transport from, EnginePacket packet, Edge edge, long begun) throws IOException {
        switch (packet) {
            case EnginePacket.Open open -> from.send(new EnginePacket.Text(SocketCodec.connect(NAMESPACE, auth())));
            case EnginePacket.Ping(Bytes data) -> from.send(new EnginePacket.Pong(data));
            case EnginePacket.Text(Bytes data) -> {
                return take(SocketCodec.decode(data), edge, begun);
            }
            case EnginePacket.Noop noop -> {
                // ends a poll
            }
            case EnginePacket.Close close -> throw new IOException("closed by the server");
            case EnginePacket.Pong pong -> throw unexpected(packet);
            case EnginePacket.Binary binary -> throw unexpected(packet);
            case EnginePacket.Upgrade upgrade -> throw unexpected(packet);
            case EnginePacket.Malformed malformed -> throw unexpected(packet);
        }
        return false;
    }

    private boolean take(SocketPacket packet, Edge edge, long begun) throws IOException {
        switch (packet) {
            case SocketPacket.Connect(String namespace, Bytes payload) -> {
                connected(JSON.readTree(payload.toArray()), edge, begun);
                return true;
            }
            case SocketPacket.Event event -> received(parsed(event.data()));
            case SocketPacket.Ack ack -> {
                CompletableFuture<JsonNode> answer;
                synchronized (this) {
                    answer = asked.remove(ack.id());
                }
                if (answer != null) {
                    answer.complete(parsed(ack.data()).get(0));
                }
            }
            case SocketPacket.ConnectError(String namespace, Bytes payload) -> {
                listener.refused(edge.name(), payload.utf8());
                throw new IOException("CONNECT was refused");
            }
            case SocketPacket.Disconnect disconnect -> {
                listener.disconnected();
                throw new IOException("disconnected by the server");
            }
            case SocketPacket.Ignored ignored -> throw unexpected(packet);
            case SocketPacket.Malformed malformed -> throw unexpected(packet);
        }
        return false;
    }

    private void connected(JsonNode answer, Edge edge, long begun) {
        String newPid = answer.path("pid").asText();
        boolean recovered = newPid.equals(pid);
        boolean couldRecover = pid != null && offset != null;
        pid = newPid;
        Visit visit = new Visit(
                visits++,
                edge.name(),
                edge.region(),
                begun,
                System.nanoTime(),
                answer.path("sid").asText(),
                recovered,
                couldRecover);
        listener.connected(visit);
        synchronized (this) {
            connected = true;
        }
    }

    private void received(Arguments event) {
        JsonNode last = event.get(event.size() - 1);
        listener.received(event, last.isTextual() ? last.textValue() : "");
        if (pid != null && last.isTextual()) {
            offset = last.textValue();
        }
    }

    private Bytes auth() {
        ObjectNode auth = JSON.createObjectNode();
        if (pid != null) {
            auth.put("pid", pid);
            if (offset != null) {
                auth.put("offset", offset);
            }
        }
        return Bytes.utf8(auth.put("token", token).toString());
    }

    private static Arguments parsed(Bytes array) throws IOException {
        return switch (Arguments.parse(array, List.of())) {
            case Arguments arguments -> arguments;
            case Parsed.Invalid invalid -> throw new IOException("an event that is none: " + invalid.reason());
        };
    }

    private static IOException unexpected(Object packet) {
        return new IOException("not expected: " + packet);
    }
}
