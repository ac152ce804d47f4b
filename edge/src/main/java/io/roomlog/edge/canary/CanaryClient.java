package io.roomlog.edge.canary;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.roomlog.common.bytes.Bytes;
import io.roomlog.common.engineio.EngineCodec;
import io.roomlog.common.engineio.EnginePacket;
import io.roomlog.common.socketio.Arguments;
import io.roomlog.common.socketio.Json;
import io.roomlog.common.socketio.Parsed;
import io.roomlog.common.socketio.SocketCodec;
import io.roomlog.common.socketio.SocketPacket;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One connection of the canary: Socket.IO over WebSocket, as the stock client speaks it. Everything but the network's
/// callbacks, which hand over to it, is on the canary's thread.
final class CanaryClient implements WebSocket.Listener {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Executor thread;
    private final String namespace;
    private final Listener listener;
    private final Map<Long, Consumer<JsonNode>> asked = new HashMap<>();
    private final StringBuilder partial = new StringBuilder();
    private CompletableFuture<?> written = CompletableFuture.completedFuture(null);
    private @Nullable WebSocket socket;
    private @Nullable String offset;
    private long nextId;
    private boolean over;

    /// Told, on the canary's thread, of what comes.
    interface Listener {
        /// CONNECT has been answered.
        ///
        /// @param pid the session's private id
        void connected(String pid);

        /// An event has come.
        void event(Arguments event);

        /// The connection is over; nothing more comes of it.
        void ended(String why);
    }

    /// @param offset of the last event on the connection before; null for none
    CanaryClient(Executor thread, String namespace, @Nullable String offset, Listener listener) {
        this.thread = thread;
        this.namespace = namespace;
        this.offset = offset;
        this.listener = listener;
    }

    /// Opens it.
    ///
    /// @param pid of the session that is to be resumed
    void open(HttpClient http, URI address, String authorization, Optional<String> pid) {
        var _ = http.newWebSocketBuilder()
                .header("Authorization", authorization)
                .connectTimeout(PATIENCE)
                .buildAsync(address, this)
                .whenCompleteAsync(
                        (opened, failure) -> {
                            if (opened == null) {
                                end("no connection: " + failure);
                            } else if (over) {
                                opened.abort();
                            } else {
                                socket = opened;
                                connect(pid);
                            }
                        },
                        thread);
    }

    private void connect(Optional<String> pid) {
        ObjectNode payload = JsonNodeFactory.instance.objectNode();
        if (pid.isPresent() && offset != null) {
            payload.put("pid", pid.get()).put("offset", offset);
        }
        write(SocketCodec.connect(namespace, Bytes.utf8(payload.toString())));
    }

    /// The offset of the last event that has come; null for none.
    @Nullable
    String offset() {
        return offset;
    }

    /// Emits an event, and has its acknowledgement brought.
    void emit(Arguments event, Consumer<JsonNode> onAck) {
        asked.put(nextId, onAck);
        write(SocketCodec.event(namespace, nextId++, event.raw(), 0));
    }

    private void write(Bytes packet) {
        send(EngineCodec.encodeText(new EnginePacket.Text(packet)));
    }

    private void send(Bytes frame) {
        WebSocket open = socket;
        if (open != null && !over) {
            // one at a time, as the JDK's client wants it
            written = written.thenCompose(before -> open.sendText(frame.utf8(), true))
                    .whenCompleteAsync(
                            (sent, failure) -> {
                                if (failure != null) {
                                    end("cannot be written to: " + failure);
                                }
                            },
                            thread);
        }
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            String frame = partial.toString();
            partial.setLength(0);
            thread.execute(() -> take(frame));
        }
        from.request(1);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        thread.execute(() -> end("closed with " + code));
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        thread.execute(() -> end(error.toString()));
    }

    private void take(String frame) {
        if (over) {
            return;
        }
        switch (EngineCodec.decodeText(Bytes.utf8(frame))) {
            case EnginePacket.Ping ping -> send(EngineCodec.encodeText(new EnginePacket.Pong(ping.data())));
            case EnginePacket.Text text -> take(SocketCodec.decode(text.data()));
            case EnginePacket.Close _ -> end("closed by the edge");
            case EnginePacket.Malformed(String reason) -> end(reason);
            case EnginePacket.Open _,
                    EnginePacket.Pong _,
                    EnginePacket.Binary _,
                    EnginePacket.Upgrade _,
                    EnginePacket.Noop _ -> {
                // nothing to do
            }
        }
    }

    private void take(SocketPacket packet) {
        switch (packet) {
            case SocketPacket.Connect connect ->
                listener.connected(tree(connect.payload()).path("pid").asText());
            case SocketPacket.Event event -> arguments(event.data()).ifPresent(this::event);
            case SocketPacket.Ack ack -> {
                Consumer<JsonNode> waiting = asked.remove(ack.id());
                if (waiting != null) {
                    arguments(ack.data()).ifPresent(answer -> waiting.accept(answer.get(0)));
                }
            }
            case SocketPacket.ConnectError error ->
                end("refused: " + tree(error.payload()).path("message").asText());
            case SocketPacket.Disconnect _ -> end("disconnected by the edge");
            case SocketPacket.Malformed(String reason) -> end(reason);
            case SocketPacket.Ignored _ -> {
                // nothing to do
            }
        }
    }

    private void event(Arguments event) {
        event.string(event.size() - 1).filter(last -> event.size() > 1).ifPresent(last -> offset = last);
        listener.event(event);
    }

    private static Optional<Arguments> arguments(Bytes data) {
        Parsed parsed = Arguments.parse(data, List.of());
        return parsed instanceof Arguments arguments ? Optional.of(arguments) : Optional.empty();
    }

    private static JsonNode tree(Bytes json) {
        try {
            return Json.mapper().readTree(json.utf8());
        } catch (IOException e) {
            return JsonNodeFactory.instance.missingNode();
        }
    }

    private void end(String why) {
        if (!over) {
            close();
            listener.ended(why);
        }
    }

    /// Cuts it.
    void close() {
        over = true;
        if (socket != null) {
            socket.abort();
        }
    }
}
