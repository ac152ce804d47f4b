package io.roomlog.edge.socketio;

import com.fasterxml.jackson.databind.JsonNode;
import io.roomlog.common.bytes.Bytes;
import io.roomlog.common.cursor.RoomPlace;
import io.roomlog.common.socketio.Arguments;
import io.roomlog.common.socketio.EventNames;
import io.roomlog.common.socketio.SocketCodec;
import io.roomlog.edge.engineio.CloseReason;
import io.roomlog.edge.limit.Limit;
import io.roomlog.edge.log.LogException;
import io.roomlog.edge.outbound.Outbound;
import io.roomlog.edge.outbound.Packet;
import io.roomlog.edge.room.DirectEvent;
import io.roomlog.edge.room.EventFrame;
import io.roomlog.edge.session.Session;
import io.roomlog.edge.session.SessionListener;
import io.roomlog.edge.session.SessionOwner;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A client in a namespace.
///
/// Middlewares, handlers and everything that blocks run on a virtual thread of the socket's own, one after the
/// other. All methods are thread-safe, but `join` and `leave` are for the socket's own handlers.
public final class Socket {
    private static final Logger LOG = System.getLogger(Socket.class.getName());

    private final Namespace namespace;
    private final ClientConnection connection;
    private final Handshake handshake;
    private final Mailbox mailbox;
    private final Map<String, EventHandler> handlers = new ConcurrentHashMap<>(0);
    private final List<Consumer<CloseReason>> disconnectHandlers = new CopyOnWriteArrayList<>();
    private final PendingAcks acks = new PendingAcks();
    private final Map<String, Object> data = new ConcurrentHashMap<>();
    private final Expiry expiry;
    private volatile @Nullable EventHandler fallback;
    private volatile Identity identity = Identity.NOBODY;
    private volatile @Nullable Session session;
    private volatile boolean connected;
    private final int maxUnderWay;
    private int underWay;
    private boolean counted;

    Socket(Namespace namespace, ClientConnection connection, Handshake handshake, SocketIoConfig config) {
        this.namespace = namespace;
        this.connection = connection;
        this.handshake = handshake;
        this.mailbox = new Mailbox(config.maxInboundEvents(), config.maxInboundBytes());
        this.maxUnderWay = config.maxUnderWay();
        this.expiry = new Expiry(connection.timer(), () -> mailbox.add(this::expire));
    }

    // ---- what it is

    /// The public id, also the name of a room of its own.
    ///
    /// @throws IllegalStateException before the socket is connected
    public String id() {
        return session().sid();
    }

    public Namespace namespace() {
        return namespace;
    }

    public Handshake handshake() {
        return handshake;
    }

    public Identity identity() {
        return identity;
    }

    /// Says who the socket belongs to; for middlewares. Where that ends to hold at some time, the socket is ended
    /// then (`token_expired`), and can be resumed.
    public void identity(Identity found) {
        identity = found;
    }

    /// Puts another identity of the same user in place; for the socket's own handlers. Rooms that it may not be in any
    /// more are left. Blocks until the log has that.
    ///
    /// @throws IllegalArgumentException if it is another user's
    /// @throws LogException if a room is not left, or (unknown) may not be
    public void renew(Identity next) {
        if (!next.user().equals(identity.user())) {
            throw new IllegalArgumentException("another user's identity");
        }
        identity = next;
        expiry.at(next.expires());
        session().leaveForbidden(room -> namespace.mayStay(next, room));
    }

    /// Whatever the application keeps with the socket. With recovery it is recorded with the session, as
    /// JSON, by [#save] and with each change of rooms, and a recovered socket has it again.
    public Map<String, Object> data() {
        return data;
    }

    /// Records what [#data] holds, so that the socket has it again wherever it is recovered. For the socket's
    /// own handlers; blocks until the log has it.
    ///
    /// @throws LogException if it is not recorded, or (unknown) may not be
    public void save() {
        session().save();
    }

    /// Whether it continues an earlier connection: same id and rooms.
    public boolean isRecovered() {
        return session().isResumed();
    }

    public boolean isConnected() {
        return connected;
    }

    /// The rooms that it is in, its own among them.
    public Set<String> rooms() {
        return session().rooms();
    }

    private Session session() {
        Session current = session;
        if (current == null) {
            throw new IllegalStateException("the socket is not connected yet");
        }
        return current;
    }

    // ---- what comes in

    /// Sets the handler of an event, in place of the namespace's.
    public Socket on(String event, EventHandler handler) {
        handlers.put(event, handler);
        return this;
    }

    /// Sets the handler of events that have none, neither here nor in the namespace.
    public Socket onOther(EventHandler handler) {
        fallback = handler;
        return this;
    }

    /// Adds what is done when the socket has been disconnected, on its virtual thread.
    public Socket onDisconnect(Consumer<CloseReason> handler) {
        disconnectHandlers.add(handler);
        return this;
    }

    // ---- what goes out

    /// Emits to this socket. With recovery it goes through the log, like an emit to the socket's own room,
    /// and is not lost with the connection; without, it is sent at once.
    ///
    /// @param values anything that can be JSON, byte arrays among it
    /// @throws IllegalArgumentException if a value cannot be sent, or the name is reserved
    public void emit(String event, @Nullable Object... values) {
        if (namespace.options().recovery()) {
            var _ = namespace.to(id()).emit(event, values).whenComplete((offset, failure) -> {
                if (failure != null) {
                    LOG.log(Level.WARNING, "emit to a socket failed: {0}", failure.toString());
                }
            });
        } else {
            emitVolatile(event, values);
        }
    }

    /// Sends an event that is not kept: it is lost with the connection.
    ///
    /// @throws IllegalArgumentException if a value cannot be sent, or the name is reserved
    public void emitVolatile(String event, @Nullable Object... values) {
        send(direct(event(event, values)));
    }

    /// Sends an event and waits for the client's ack. It is not kept.
    ///
    /// @return the ack's arguments; fails with a [java.util.concurrent.TimeoutException]
    public CompletableFuture<Arguments> emitWithAck(Duration timeout, String event, @Nullable Object... values) {
        Arguments arguments = event(event, values);
        return acks.expect(
                timeout,
                id -> connection.send(
                        SocketCodec.event(
                                namespace.name(),
                                id,
                                arguments.raw(),
                                arguments.attachments().size()),
                        arguments.attachments()));
    }

    /// Waits until the client has taken in most of what was sent to it, so that more can be sent without its
    /// being closed as slow; for its own handlers.
    ///
    /// @return false if the connection has ended
    public boolean awaitRoom() {
        return connection.awaitRoom();
    }

    /// Begins something that goes on behind the handler, as an append to the log does; [#done()] ends it. Waits
    /// while too much is under way, so that what a client sends is not taken in faster than it is done. For the
    /// socket's own handlers.
    ///
    /// @throws InterruptedException if the thread is told to stop; nothing has begun then
    public synchronized void begin() throws InterruptedException {
        while (underWay >= maxUnderWay) {
            wait();
        }
        underWay++;
    }

    /// Ends what [#begin()] has begun; from any thread.
    public synchronized void done() {
        underWay--;
        notifyAll();
    }

    /// An emitter to a room, which leaves this socket out.
    public Emitter to(String room) {
        return namespace.to(room).except(id());
    }

    private static Arguments event(String name, @Nullable Object... values) {
        Arguments event = Arguments.of(values).prepend(name);
        EventNames.problemWithEvent(event).ifPresent(problem -> {
            throw new IllegalArgumentException(problem);
        });
        return event;
    }

    private Outbound direct(Arguments event) {
        Session current = session;
        return new DirectEvent(
                new EventFrame(namespace.name(), event.raw(), event.attachments()),
                current == null ? null : current.trail());
    }

    private void send(Outbound item) {
        connection.send(item);
    }

    void sendAck(long id, Bytes answer, List<Bytes> attachments) {
        if (connected) {
            connection.send(SocketCodec.ack(namespace.name(), id, answer, attachments.size()), attachments);
        }
    }

    // ---- rooms

    /// Joins a room.
    ///
    /// @throws LogException if the join does not hold, or (unknown) may not
    public void join(String room) {
        join(room, offset -> {});
    }

    /// Joins a room.
    ///
    /// @param beforeLive gets the place at which the room's live events begin, before any of
    ///     them is sent: the place to read the rest of a past, and to ack
    /// @throws LogException if the join does not hold, or (unknown) may not
    public void join(String room, Consumer<RoomPlace> beforeLive) {
        session().join(room, namespace.options().announce(), beforeLive);
    }

    /// Leaves a room.
    ///
    /// @param afterwards called once it holds, before anything further is sent: the place to ack
    /// @throws LogException if it does not hold, or (unknown) may not
    public void leave(String room, Runnable afterwards) {
        session().leave(room, afterwards);
    }

    /// Leaves a room.
    ///
    /// @throws LogException if it does not hold, or (unknown) may not
    public void leave(String room) {
        leave(room, () -> {});
    }

    // ---- its end

    /// Disconnects the socket; a stock client does not come back by itself then.
    ///
    /// @param close whether the whole connection is closed, with its sockets in other namespaces
    public void disconnect(boolean close) {
        if (close) {
            connection.disconnectAll();
        } else {
            disconnect(CloseReason.SERVER_NAMESPACE_DISCONNECT);
        }
    }

    private void disconnect(CloseReason reason) {
        connection.send(new Packet(Packets.message(SocketCodec.disconnect(namespace.name()))));
        connection.forget(this);
        closed(reason);
    }

    /// Ends the socket for cause: tells it why, then disconnects it.
    ///
    /// @param code the reason in the protocol's words
    public void disconnect(String code, String message) {
        disconnect(code, message, CloseReason.SERVER_NAMESPACE_DISCONNECT);
    }

    private void disconnect(String code, String message, CloseReason reason) {
        send(direct(Packets.closing(code, message)));
        disconnect(reason);
    }

    // ---- the protocol's side; called by the connection

    void connect() {
        mailbox.put(this::connectNow, 0);
    }

    private void connectNow() {
        try {
            namespace.admit(this);
        } catch (ConnectionRefusedException e) {
            refuse(e);
            return;
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "middleware failed namespace=" + namespace.name(), e);
            connection.refuse(this, "Internal error", null);
            return;
        }
        try {
            Session opened = find();
            session = opened;
            data.putAll(SocketData.read(opened.data()));
            connected = true;
            expiry.at(identity.expires());
            opened.open(Packets.connect(namespace.name(), opened.sid(), opened.pid()));
            // what the client sends from now on waits in the mailbox behind this
            namespace.connected(this);
        } catch (ConnectionRefusedException e) {
            refuse(e);
        } catch (LogException e) {
            LOG.log(Level.WARNING, "socket not connected: {0}", e.getMessage());
            connected = false;
            uncount();
            connection.unavailable(this);
        }
    }

    /// A user has so many sockets, but for those that were admitted before and come back.
    private void requireRoomForUser() throws ConnectionRefusedException {
        if (!identity.user().isEmpty() && !connection.users().hasRoom(identity.user())) {
            connection.exceeded(Limit.SOCKETS_OF_USER);
            Map<String, String> why = new LinkedHashMap<>();
            why.put("code", "rate_limited");
            why.put("message", "this user has too many connections");
            throw new ConnectionRefusedException("Too many connections", why);
        }
    }

    private void count() {
        counted = true;
        connection.users().add(identity.user());
    }

    private void uncount() {
        if (counted) {
            counted = false;
            connection.users().remove(identity.user());
        }
    }

    private void refuse(ConnectionRefusedException refusal) {
        String message = Objects.requireNonNullElse(refusal.getMessage(), "");
        if (refusal.isForNow()) {
            LOG.log(Level.DEBUG, "socket not admitted for now: {0}", message);
            connection.unavailable(this);
        } else {
            connection.refuse(this, message, refusal.data());
        }
    }

    /// Who the socket belongs to is not known any more. Its session can be resumed with a fresh token.
    private void expire() {
        if (connected) {
            connection.tokenExpired();
            disconnect(
                    "token_expired",
                    "the token has expired; connect again with a fresh one",
                    CloseReason.TOKEN_EXPIRED);
        }
    }

    private Session find() throws ConnectionRefusedException {
        SessionListener listener = new SocketSession(this, connection, mailbox);
        Optional<String> pid = handshake.auth("pid");
        Optional<String> offset = handshake.auth("offset");
        NamespaceOptions options = namespace.options();
        SessionOwner owner = new SessionOwner(
                namespace.name(), identity.user(), options.recovery(), options.positions(), options.announce());
        Optional<Session> resumed = options.recovery() && pid.isPresent() && offset.isPresent()
                ? connection
                        .sessions()
                        .resume(pid.get(), offset.get(), owner, room -> namespace.mayStay(identity, room), listener)
                : Optional.empty();
        if (resumed.isEmpty()) {
            requireRoomForUser();
        }
        count();
        return resumed.orElseGet(() -> connection.sessions().create(owner, listener));
    }

    /// An event has come.
    ///
    /// @param size bytes that it holds
    void receive(Arguments arguments, long ackId, int size) {
        long arrived = System.nanoTime();
        mailbox.put(() -> dispatch(arguments, ackId, arrived), size);
    }

    private void dispatch(Arguments arguments, long ackId, long arrivedNanos) {
        if (!connected) {
            return;
        }
        JsonNode name = arguments.get(0);
        EventHandler handler = handler(name.asText());
        if (handler == null) {
            return;
        }
        try {
            handler.handle(new Event(this, name.asText(), arguments.from(1), ackId, arrivedNanos));
        } catch (Exception e) {
            LOG.log(Level.ERROR, "handler failed event=" + name.asText(), e);
        }
    }

    private @Nullable EventHandler handler(String event) {
        EventHandler own = handlers.get(event);
        EventHandler shared = own == null ? namespace.handler(event) : own;
        return shared == null ? fallback : shared;
    }

    void receiveAck(long id, Arguments answer) {
        acks.complete(id, answer);
    }

    /// The socket has ended: by a packet of the client, by the server, or with the connection.
    void closed(CloseReason reason) {
        mailbox.close(() -> closeNow(reason));
    }

    private void closeNow(CloseReason reason) {
        acks.failAll();
        expiry.cancel();
        Session ended = session;
        if (ended == null || !connected) {
            return;
        }
        connected = false;
        uncount();
        namespace.disconnected(this);
        for (Consumer<CloseReason> handler : new ArrayList<>(disconnectHandlers)) {
            try {
                handler.accept(reason);
            } catch (RuntimeException e) {
                LOG.log(Level.ERROR, "disconnect handler failed", e);
            }
        }
        try {
            leave(ended, reason);
        } catch (LogException e) {
            // the session stays resumable until its record expires
            LOG.log(Level.WARNING, "end of a socket not recorded: {0}", e.getMessage());
        }
    }

    private static void leave(Session ended, CloseReason reason) {
        switch (reason) {
            case CLIENT_NAMESPACE_DISCONNECT, SERVER_NAMESPACE_DISCONNECT -> ended.end();
            case TRANSPORT_CLOSE,
                    TRANSPORT_ERROR,
                    PING_TIMEOUT,
                    PARSE_ERROR,
                    FORCED_CLOSE,
                    SERVER_SHUTTING_DOWN,
                    TOKEN_EXPIRED,
                    SLOW_CONSUMER -> ended.lost();
        }
    }
}
