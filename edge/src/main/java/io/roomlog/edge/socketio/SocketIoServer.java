package io.roomlog.edge.socketio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.roomlog.common.bytes.Bytes;
import io.roomlog.common.socketio.Arguments;
import io.roomlog.common.socketio.Parsed;
import io.roomlog.edge.engineio.CloseReason;
import io.roomlog.edge.engineio.EngineError;
import io.roomlog.edge.engineio.EngineHandler;
import io.roomlog.edge.engineio.EngineListener;
import io.roomlog.edge.engineio.EngineRequest;
import io.roomlog.edge.engineio.EngineSession;
import io.roomlog.edge.limit.Limit;
import io.roomlog.edge.limit.Shares;
import io.roomlog.edge.room.RoomLog;
import io.roomlog.edge.router.RouterClient;
import io.roomlog.edge.session.Sessions;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;
import java.util.regex.Pattern;

/// A Socket.IO 5 server: its namespaces, and the connections of its clients. Thread-safe.
public final class SocketIoServer implements EngineHandler {
    private final SocketIoConfig config;
    private final Sessions sessions;
    private final RoomLog log;
    private final RouterClient routers;
    private final ScheduledExecutorService timer;
    private final SocketEvents events;
    private final Shares users;
    private final Map<String, Namespace> namespaces = new ConcurrentHashMap<>();
    private final List<DynamicNamespace> patterns = new CopyOnWriteArrayList<>();
    private final Set<ClientConnection> connections = ConcurrentHashMap.newKeySet();

    private volatile Function<EngineRequest, Optional<EngineError>> handshakeCheck = request -> Optional.empty();

    private record DynamicNamespace(Pattern pattern, Namespace template) {}

    public SocketIoServer(
            SocketIoConfig config,
            Sessions sessions,
            RoomLog log,
            RouterClient routers,
            ScheduledExecutorService timer,
            SocketEvents events) {
        this.config = config;
        this.sessions = sessions;
        this.log = log;
        this.routers = routers;
        this.timer = timer;
        this.events = events;
        this.users = new Shares(config.limits().socketsOfUser());
    }

    /// The namespace of this name, made where it is missing.
    ///
    /// @param name beginning with `/`
    public Namespace of(String name, NamespaceOptions options) {
        if (!name.startsWith("/") || name.indexOf(',') >= 0) {
            throw new IllegalArgumentException("a namespace begins with / and has no comma: " + name);
        }
        return namespaces.computeIfAbsent(name, key -> new Namespace(key, options, log, routers));
    }

    /// The namespaces whose whole name matches, made as clients ask for them, all set up like the one returned here.
    /// Set it up before the server starts.
    public Namespace of(Pattern pattern, NamespaceOptions options) {
        Namespace template = new Namespace(pattern.pattern(), options, log, routers);
        patterns.add(new DynamicNamespace(pattern, template));
        return template;
    }

    /// The namespace of this name, if there is one, or one like it can be made.
    public Optional<Namespace> namespace(String name) {
        Namespace known = namespaces.get(name);
        if (known != null) {
            return Optional.of(known);
        }
        return patterns.stream()
                .filter(dynamic -> dynamic.pattern().matcher(name).matches())
                .findFirst()
                .map(dynamic -> namespaces.computeIfAbsent(name, dynamic.template()::child));
    }

    /// Sets what looks at handshakes before a session is made; it may block. Without it all are let in.
    ///
    /// @param check answers with an error to refuse
    public void onHandshake(Function<EngineRequest, Optional<EngineError>> check) {
        handshakeCheck = check;
    }

    @Override
    public Optional<EngineError> refuse(EngineRequest request) {
        return handshakeCheck.apply(request);
    }

    @Override
    public EngineListener open(EngineSession session) {
        ClientConnection connection = new ClientConnection(this, session);
        connections.add(connection);
        return connection;
    }

    void gone(ClientConnection connection) {
        connections.remove(connection);
    }

    /// Ends all connections for a shutdown; stock clients come back by themselves, to whatever edge there is.
    public void drain() {
        connections.forEach(connection -> connection.close(CloseReason.SERVER_SHUTTING_DOWN));
    }

    /// How many sockets each user has.
    Shares users() {
        return users;
    }

    void exceeded(Limit limit) {
        events.exceeded(limit);
    }

    void tokenExpired() {
        events.tokenExpired();
    }

    /// How many sockets are connected, of all namespaces.
    public int count() {
        return namespaces.values().stream().mapToInt(Namespace::count).sum();
    }

    SocketIoConfig config() {
        return config;
    }

    Sessions sessions() {
        return sessions;
    }

    ScheduledExecutorService timer() {
        return timer;
    }

    /// CONNECT's payload, which the codec has found to be an object.
    static JsonNode object(Bytes payload) {
        if (payload.isEmpty()) {
            return JsonNodeFactory.instance.objectNode();
        }
        byte[] array = ("[" + payload.utf8() + "]").getBytes(StandardCharsets.UTF_8);
        return switch (Arguments.parse(Bytes.of(array), List.of())) {
            case Arguments arguments -> arguments.get(0);
            case Parsed.Invalid invalid -> JsonNodeFactory.instance.objectNode();
        };
    }
}
