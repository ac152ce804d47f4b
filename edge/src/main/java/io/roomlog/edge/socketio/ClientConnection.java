package io.roomlog.edge.socketio;

import com.fasterxml.jackson.databind.JsonNode;
import io.roomlog.common.bytes.Bytes;
import io.roomlog.common.socketio.Arguments;
import io.roomlog.common.socketio.EventNames;
import io.roomlog.common.socketio.Parsed;
import io.roomlog.common.socketio.SocketCodec;
import io.roomlog.common.socketio.SocketPacket;
import io.roomlog.edge.engineio.CloseReason;
import io.roomlog.edge.engineio.EngineListener;
import io.roomlog.edge.engineio.EngineSession;
import io.roomlog.edge.limit.Limit;
import io.roomlog.edge.limit.Shares;
import io.roomlog.edge.outbound.Outbound;
import io.roomlog.edge.outbound.Packet;
import io.roomlog.edge.session.Sessions;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The Socket.IO side of one Engine.IO session: decodes packets, puts binary ones together, and finds the
/// socket of each namespace. What breaks the protocol closes this connection alone.
///
/// Packets come from one thread at a time; everything else is thread-safe.
final class ClientConnection implements EngineListener {
    private final SocketIoServer server;
    private final EngineSession session;
    private final Map<String, Socket> sockets = new ConcurrentHashMap<>(2);
    private Future<?> connectTimeout;
    private @Nullable SocketPacket incomplete;
    private final List<Bytes> attachments = new ArrayList<>(0);
    private int missing;

    ClientConnection(SocketIoServer server, EngineSession session) {
        this.server = server;
        this.session = session;
        this.connectTimeout = closeLaterIfIdle();
    }

    private Future<?> closeLaterIfIdle() {
        return server.timer()
                .schedule(this::closeIfIdle, server.config().connectTimeout().toMillis(), TimeUnit.MILLISECONDS);
    }

    Sessions sessions() {
        return server.sessions();
    }

    ScheduledExecutorService timer() {
        return server.timer();
    }

    private void closeIfIdle() {
        if (sockets.isEmpty()) {
            session.close(CloseReason.FORCED_CLOSE);
        }
    }

    // ---- in

    @Override
    public void onText(Bytes text) {
        if (incomplete != null) {
            malformed();
            return;
        }
        SocketPacket packet = SocketCodec.decode(text);
        switch (packet) {
            case SocketPacket.Connect(String namespace, Bytes payload) -> connect(namespace, payload);
            case SocketPacket.Disconnect(String namespace) -> disconnect(namespace);
            case SocketPacket.Event event -> {
                missing = event.attachments();
                assembled(packet);
            }
            case SocketPacket.Ack ack -> {
                missing = ack.attachments();
                assembled(packet);
            }
            case SocketPacket.ConnectError error -> malformed();
            case SocketPacket.Ignored ignored -> {
                // stock servers let it pass
            }
            case SocketPacket.Malformed malformed -> malformed();
        }
    }

    @Override
    public void onBinary(Bytes data) {
        SocketPacket waiting = incomplete;
        if (waiting == null) {
            malformed();
            return;
        }
        attachments.add(data);
        missing--;
        assembled(waiting);
    }

    private void assembled(SocketPacket packet) {
        if (missing > 0) {
            incomplete = packet;
            return;
        }
        List<Bytes> parts = List.copyOf(attachments);
        attachments.clear();
        incomplete = null;
        switch (packet) {
            case SocketPacket.Event event -> event(event, parts);
            case SocketPacket.Ack ack -> ack(ack, parts);
            case SocketPacket.Connect c -> malformed();
            case SocketPacket.Disconnect d -> malformed();
            case SocketPacket.ConnectError e -> malformed();
            case SocketPacket.Ignored i -> malformed();
            case SocketPacket.Malformed m -> malformed();
        }
    }

    private void event(SocketPacket.Event event, List<Bytes> parts) {
        Socket socket = sockets.get(event.namespace());
        switch (Arguments.parse(event.data(), parts)) {
            case Parsed.Invalid invalid -> malformed();
            case Arguments arguments -> {
                if (socket == null || EventNames.problemWithEvent(arguments).isPresent()) {
                    malformed();
                } else {
                    socket.receive(arguments, event.id(), size(event.data(), parts));
                }
            }
        }
    }

    private static int size(Bytes data, List<Bytes> parts) {
        return parts.stream().mapToInt(Bytes::length).sum() + data.length();
    }

    private void ack(SocketPacket.Ack ack, List<Bytes> parts) {
        Socket socket = sockets.get(ack.namespace());
        switch (Arguments.parse(ack.data(), parts)) {
            case Parsed.Invalid invalid -> malformed();
            case Arguments arguments -> {
                if (socket == null) {
                    malformed();
                } else {
                    socket.receiveAck(ack.id(), arguments);
                }
            }
        }
    }

    private void connect(String name, Bytes payload) {
        Optional<Namespace> namespace = server.namespace(name);
        if (namespace.isEmpty()) {
            sendConnectError(name, "Invalid namespace", null);
            return;
        }
        if (sockets.size() >= server.config().limits().namespaces() && !sockets.containsKey(name)) {
            server.exceeded(Limit.NAMESPACES);
            sendConnectError(name, "Too many namespaces", null);
            return;
        }
        JsonNode auth = SocketIoServer.object(payload);
        Handshake handshake = new Handshake(auth, session.handshake(), Instant.now());
        Socket socket = new Socket(namespace.get(), this, handshake, server.config());
        if (sockets.putIfAbsent(name, socket) != null) {
            malformed();
            return;
        }
        restartConnectTimeout();
        socket.connect();
    }

    private void disconnect(String namespace) {
        Socket socket = sockets.remove(namespace);
        if (socket != null) {
            socket.closed(CloseReason.CLIENT_NAMESPACE_DISCONNECT);
            restartConnectTimeout();
        }
    }

    private void malformed() {
        session.close(CloseReason.PARSE_ERROR);
    }

    /// Where the transport is ended for cause, so that stock clients come back by themselves, they are told
    /// why.
    @Override
    public @Nullable Outbound lastWords(CloseReason reason) {
        Optional<String> namespace = sockets.keySet().stream().findFirst();
        if (namespace.isEmpty()) {
            return null;
        }
        return switch (reason) {
            case SLOW_CONSUMER ->
                Packets.farewell(namespace.get(), "slow_consumer", "too much was waiting for this client; it resumes");
            case SERVER_SHUTTING_DOWN ->
                Packets.farewell(namespace.get(), "draining", "this edge is going down; connect again");
            case TRANSPORT_CLOSE,
                    TRANSPORT_ERROR,
                    PING_TIMEOUT,
                    PARSE_ERROR,
                    FORCED_CLOSE,
                    TOKEN_EXPIRED,
                    CLIENT_NAMESPACE_DISCONNECT,
                    SERVER_NAMESPACE_DISCONNECT -> null;
        };
    }

    @Override
    public String who() {
        return sockets.values().stream()
                .map(socket -> "namespace=" + safe(socket.namespace().name()) + " sid=" + socket.id() + " user="
                        + safe(socket.identity().user()))
                .collect(Collectors.joining(" "));
    }

    /// Text of others, as a line of a log may have it.
    private static String safe(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("%2F", "/")
                .replace("%40", "@");
    }

    @Override
    public void onClose(CloseReason reason) {
        synchronized (this) {
            connectTimeout.cancel(false);
        }
        sockets.values().forEach(socket -> socket.closed(reason));
        sockets.clear();
        server.gone(this);
    }

    // ---- out

    void send(Outbound item) {
        session.send(item);
    }

    /// Waits until the client has taken in most of what was sent.
    ///
    /// @return false if the connection has ended
    boolean awaitRoom() {
        try {
            return session.awaitRoom();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// Whether it has ended, as far as is known.
    boolean hasEnded() {
        return session.hasEnded();
    }

    /// A packet with its attachments, nothing between them.
    void send(Bytes packet, List<Bytes> parts) {
        session.send(
                parts.isEmpty() ? new Packet(Packets.message(packet)) : new BinaryUnit(Packets.message(packet), parts));
    }

    void close(CloseReason reason) {
        session.close(reason);
    }

    /// Disconnects the sockets of all namespaces, then ends the transport.
    void disconnectAll() {
        sockets.values().forEach(socket -> socket.disconnect(false));
        session.close(CloseReason.FORCED_CLOSE);
    }

    /// A middleware has refused a socket; the connection stays, and may try again.
    void refuse(Socket socket, String message, @Nullable Object data) {
        forget(socket);
        sendConnectError(socket.namespace().name(), message, data);
    }

    /// The log does not take a socket at the moment: the transport is ended, so that a stock client tries
    /// again.
    void unavailable(Socket socket) {
        forget(socket);
        session.close(CloseReason.FORCED_CLOSE);
    }

    void forget(Socket socket) {
        sockets.remove(socket.namespace().name(), socket);
        restartConnectTimeout();
    }

    /// It runs while the connection is in no namespace.
    private synchronized void restartConnectTimeout() {
        connectTimeout.cancel(false);
        if (sockets.isEmpty() && !session.hasEnded()) {
            connectTimeout = closeLaterIfIdle();
        }
    }

    // ---- limits

    SocketIoConfig config() {
        return server.config();
    }

    Shares users() {
        return server.users();
    }

    void exceeded(Limit limit) {
        server.exceeded(limit);
    }

    void tokenExpired() {
        server.tokenExpired();
    }

    private void sendConnectError(String namespace, String message, @Nullable Object data) {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("message", message);
        if (data != null) {
            error.put("data", data);
        }
        send(SocketCodec.connectError(namespace, Arguments.of(error).raw(0)), List.of());
    }
}
