package io.roomlog.edge.socketio;

import io.roomlog.edge.room.RoomLog;
import io.roomlog.edge.router.RouterClient;
import io.roomlog.edge.router.RouterException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A Socket.IO namespace: who may connect, and what is done with those who have. Thread-safe; set up before the
/// server starts.
public final class Namespace {
    /// Most sockets that are told of at a time.
    public static final int MAX_SOCKETS = 10_000;

    private static final Logger LOG = System.getLogger(Namespace.class.getName());

    private final String name;
    private final NamespaceOptions options;
    private final RoomLog log;
    private final RouterClient routers;
    private final List<Middleware> middlewares = new CopyOnWriteArrayList<>();
    private final List<Consumer<Socket>> connectionHandlers = new CopyOnWriteArrayList<>();
    private final Map<String, EventHandler> handlers = new ConcurrentHashMap<>();
    private volatile @Nullable EventHandler fallback;
    private volatile BiPredicate<Identity, String> roomRights = (identity, room) -> true;
    private final Map<String, Socket> sockets = new ConcurrentHashMap<>();

    Namespace(String name, NamespaceOptions options, RoomLog log, RouterClient routers) {
        this.name = name;
        this.options = options;
        this.log = log;
        this.routers = routers;
    }

    /// The same set-up under another name.
    Namespace child(String childName) {
        Namespace child = new Namespace(childName, options, log, routers);
        child.middlewares.addAll(middlewares);
        child.connectionHandlers.addAll(connectionHandlers);
        child.handlers.putAll(handlers);
        child.fallback = fallback;
        child.roomRights = roomRights;
        return child;
    }

    public String name() {
        return name;
    }

    public NamespaceOptions options() {
        return options;
    }

    /// Adds a middleware; they run in the order in which they were added, for new and for resumed sockets.
    public Namespace use(Middleware middleware) {
        middlewares.add(middleware);
        return this;
    }

    /// Adds what is done with a socket that has connected. Runs before any of its events, on its virtual thread.
    public Namespace onConnection(Consumer<Socket> handler) {
        connectionHandlers.add(handler);
        return this;
    }

    /// Sets the handler of an event of all sockets, but for those that have one of their own: a socket of the
    /// namespace then costs no memory for it.
    public Namespace on(String event, EventHandler handler) {
        handlers.put(event, handler);
        return this;
    }

    /// Sets the handler of events that have none.
    public Namespace onOther(EventHandler handler) {
        fallback = handler;
        return this;
    }

    /// Sets who may be in which room. It is asked when a socket is resumed, and when its identity is renewed: the rooms
    /// that it may not be in any more are left. Who joins is for the handlers to see to. Without it all may stay.
    public Namespace roomRights(BiPredicate<Identity, String> rights) {
        roomRights = rights;
        return this;
    }

    boolean mayStay(Identity identity, String room) {
        return roomRights.test(identity, room);
    }

    @Nullable
    EventHandler handler(String event) {
        return handlers.getOrDefault(event, fallback);
    }

    /// An emitter to a room, on all edges.
    public Emitter to(String room) {
        return new Emitter(this, List.of(room), List.of());
    }

    /// An emitter to several rooms, on all edges.
    public Emitter to(Collection<String> rooms) {
        if (rooms.isEmpty()) {
            throw new IllegalArgumentException("no room: use everyone() for all sockets");
        }
        return new Emitter(this, List.copyOf(rooms), List.of());
    }

    /// An emitter to all sockets of this namespace, on all edges.
    public Emitter everyone() {
        return new Emitter(this, List.of(), List.of());
    }

    /// Emits to all sockets of this namespace, on all edges: see [Emitter#emit].
    public CompletableFuture<Optional<String>> emit(String event, @Nullable Object... values) {
        return everyone().emit(event, values);
    }

    /// The sockets of this namespace that are connected to this edge.
    public Collection<Socket> localSockets() {
        return List.copyOf(sockets.values());
    }

    int count() {
        return sockets.size();
    }

    /// The sockets of this namespace on all edges, as routers know them: a change is known there some moments after it
    /// is in the log. Blocks, for 2 s at most.
    ///
    /// @return [#MAX_SOCKETS] at most
    /// @throws RouterException if no router answers
    public List<RemoteSocket> fetchSockets() {
        return fetchSockets(Optional.empty());
    }

    List<RemoteSocket> fetchSockets(Optional<String> room) {
        return routers.sockets(name, room, MAX_SOCKETS).sockets().stream()
                .map(RemoteSocket::of)
                .toList();
    }

    RoomLog log() {
        return log;
    }

    void admit(Socket socket) throws ConnectionRefusedException {
        for (Middleware middleware : middlewares) {
            middleware.admit(socket);
        }
    }

    void connected(Socket socket) {
        sockets.put(socket.id(), socket);
        for (Consumer<Socket> handler : connectionHandlers) {
            try {
                handler.accept(socket);
            } catch (RuntimeException e) {
                LOG.log(Level.ERROR, "connection handler failed namespace=" + name, e);
            }
        }
    }

    void disconnected(Socket socket) {
        sockets.remove(socket.id(), socket);
    }
}
