package io.roomlog.edge.engineio;

import io.helidon.common.socket.PeerInfo;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.roomlog.common.bytes.Bytes;
import io.roomlog.edge.limit.ClientAddresses;
import io.roomlog.edge.peer.Forwarded;
import io.roomlog.edge.peer.Peer;
import io.roomlog.edge.peer.PeerRequest;
import io.roomlog.edge.peer.Peers;
import io.roomlog.edge.websocket.WebSocketAnswer;
import io.roomlog.edge.websocket.WebSocketConnection;
import io.roomlog.edge.websocket.WebSocketEndpoint;
import io.roomlog.edge.websocket.WebSocketListener;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/// An Engine.IO 4 server on one path: finds the session of each request, or makes it. Thread-safe.
public final class EngineServer implements WebSocketEndpoint {
    private static final HeaderName FORWARDED = HeaderNames.create(Forwarded.HEADER);

    private final EngineConfig config;
    private final EngineHandler handler;
    private final EngineEvents events;
    private final Admission admission;
    private final ClientAddresses addresses;
    private final Peers peers;
    private final ScheduledExecutorService timer;
    private final Map<String, EngineSession> sessions = new ConcurrentHashMap<>();
    private volatile boolean closed;
    private int sockets;

    /// @param admission whether there is room for one more session
    /// @param addresses whose addresses requests come from
    /// @param peers makes sessions' ids, and knows whose they are
    /// @param timer runs heartbeats and time-outs; nothing that it runs blocks
    public EngineServer(
            EngineConfig config,
            EngineHandler handler,
            EngineEvents events,
            Admission admission,
            ClientAddresses addresses,
            Peers peers,
            ScheduledExecutorService timer) {
        this.config = config;
        this.handler = handler;
        this.events = events;
        this.admission = admission;
        this.addresses = addresses;
        this.peers = peers;
        this.timer = timer;
    }

    public EngineConfig config() {
        return config;
    }

    EngineEvents events() {
        return events;
    }

    /// From now on handshakes are refused; the sessions go on.
    public void refuseHandshakes() {
        closed = true;
    }

    /// Waits until the last WebSocket has ended: what was queued as its session was closed is written then, and the
    /// client has said so.
    public synchronized void awaitSockets(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        try {
            for (long left = patience.toMillis();
                    sockets > 0 && left > 0;
                    left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())) {
                wait(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void count(int change) {
        sockets += change;
        notifyAll();
    }

    private EngineSocket socket(EngineSession session, WebSocketConnection connection, Runnable onOpen) {
        count(1);
        return new EngineSocket(session, connection, onOpen, () -> count(-1));
    }

    /// What waits to be written, in bytes, by session.
    public LongStream queuedBytes() {
        return sessions.values().stream().mapToLong(EngineSession::queuedBytes);
    }

    // ---- WebSocket

    @Override
    public WebSocketAnswer answer(HttpPrologue prologue, Headers headers, PeerInfo peer) {
        EngineRequest request = request(prologue, headers, peer, true);
        Optional<EngineError> problem = problem(request);
        if (problem.isPresent()) {
            return new WebSocketAnswer.Refused(
                    problem.get().status(), problem.get().body());
        }
        boolean base64 = request.parameter("b64").isPresent();
        Optional<String> sid = request.parameter("sid");
        return new WebSocketAnswer.Accepted(connection -> {
            if (base64) {
                connection.sendBinaryAsBase64();
            }
            return sid.isPresent() ? candidate(sid.get(), connection) : newSession(request, connection);
        });
    }

    /// The answer to a handshake of a page that may not connect.
    public WebSocketAnswer refuseOrigin() {
        events.handshakeRefused(EngineError.ORIGIN_NOT_ALLOWED);
        return new WebSocketAnswer.Refused(
                EngineError.ORIGIN_NOT_ALLOWED.status(), EngineError.ORIGIN_NOT_ALLOWED.body());
    }

    /// A request as it came from a peer: a client, a proxy of ours, or another edge.
    EngineRequest request(HttpPrologue prologue, Headers headers, PeerInfo peer, boolean websocket) {
        String address = peer.address() instanceof InetSocketAddress internet && internet.getAddress() != null
                ? internet.getAddress().getHostAddress() // no name is looked up
                : "";
        EngineRequest request = EngineRequest.of(
                prologue, headers, addresses.of(address, headers.first(HeaderNames.X_FORWARDED_FOR)), websocket);
        return headers.first(FORWARDED)
                .flatMap(told -> request.parameter("sid").flatMap(sid -> peers.forwarded(told, sid)))
                .map(request::as)
                .orElse(request);
    }

    private WebSocketListener newSession(EngineRequest request, WebSocketConnection connection) {
        EngineSession session = session(request, connection);
        return socket(session, connection, () -> session.open(handler));
    }

    private WebSocketListener candidate(String sid, WebSocketConnection connection) {
        EngineSession session = sessions.get(sid);
        if (session == null) {
            return new RefusedSocket(connection);
        }
        return session.beginProbe(connection) ? socket(session, connection, () -> {}) : new RefusedSocket(connection);
    }

    /// A WebSocket that has no business here: a second one for a session, or one that came as its session went.
    private record RefusedSocket(WebSocketConnection connection) implements WebSocketListener {
        @Override
        public void onOpen() {
            connection.close(1000, "");
        }

        @Override
        public void onText(Bytes text) {
            // closed already
        }

        @Override
        public void onBinary(Bytes data) {
            // closed already
        }

        @Override
        public void onEnd(boolean broken) {
            // nothing was begun
        }
    }

    // ---- HTTP

    /// Why a request cannot be served, in the order in which stock servers look; it is refused then.
    Optional<EngineError> problem(EngineRequest request) {
        Optional<EngineError> found = structure(request);
        if (found.isEmpty() && request.parameter("sid").isEmpty()) {
            found = closed
                    ? Optional.of(EngineError.FORBIDDEN)
                    : admission.refuse(request).or(() -> handler.refuse(request));
        }
        found.ifPresent(events::handshakeRefused);
        return found;
    }

    private Optional<EngineError> structure(EngineRequest request) {
        String transport = request.parameter("transport").orElse("");
        boolean websocket = transport.equals("websocket");
        if (!websocket && !transport.equals("polling")) {
            return Optional.of(EngineError.UNKNOWN_TRANSPORT);
        }
        Optional<String> sid = request.parameter("sid");
        if (sid.isPresent()) {
            if (!sessions.containsKey(sid.get())) {
                return Optional.of(EngineError.UNKNOWN_SID);
            }
            return websocket == request.websocket() ? Optional.empty() : Optional.of(EngineError.BAD_REQUEST);
        }
        if (!request.method().equals("GET")) {
            return Optional.of(EngineError.BAD_HANDSHAKE_METHOD);
        }
        if (websocket != request.websocket()) {
            return Optional.of(EngineError.BAD_REQUEST);
        }
        if (!request.parameter("EIO").orElse("").equals("4")) {
            return Optional.of(EngineError.UNSUPPORTED_PROTOCOL_VERSION);
        }
        return Optional.empty();
    }

    /// Whether a request is to be passed on to the edge that has its session. None is passed on twice.
    boolean isElsewhere(EngineRequest request, Headers headers) {
        String sid = request.parameter("sid").orElse("");
        return request.parameter("transport").orElse("").equals("polling")
                && !request.websocket()
                && (request.method().equals("GET") || request.method().equals("POST"))
                && !headers.contains(FORWARDED)
                && !sessions.containsKey(sid)
                && peers.mayHave(sid);
    }

    /// The edge that has the session of a request; empty if none that lives has it.
    Optional<Peer> owner(EngineRequest request) {
        return peers.owner(request.parameter("sid").orElse(""));
    }

    /// Has the edge that has its session answer a request.
    ///
    /// @param query the request's, as it stands in it
    HttpAnswer forward(Peer owner, EngineRequest request, String query, Bytes body) throws InterruptedException {
        PeerRequest passedOn = new PeerRequest(
                request.parameter("sid").orElse(""),
                new Forwarded(request.method(), request.remoteAddress()),
                config.path() + '?' + query,
                request.headers(),
                body);
        // a ping comes within the interval, and ends a poll; without its answer the session ends in time
        Duration patience = config.pingInterval().plus(config.pingTimeout());
        return peers.forward(owner, passedOn, patience)
                .<HttpAnswer>map(HttpAnswer.OfOwner::new)
                .orElseGet(this::unknown);
    }

    /// The answer to a request whose session there is not, or not any more.
    HttpAnswer unknown() {
        events.handshakeRefused(EngineError.UNKNOWN_SID);
        return new HttpAnswer.Refused(EngineError.UNKNOWN_SID);
    }

    /// The handshake over polling: makes a session and answers with its first packets.
    HttpAnswer handshake(EngineRequest request) throws InterruptedException {
        EngineSession session = session(request, null);
        session.open(handler);
        return session.polls().answer();
    }

    Map<String, List<String>> handshakeHeaders(EngineRequest request) {
        return handler.handshakeHeaders(request);
    }

    @Nullable
    EngineSession find(String sid) {
        return sessions.get(sid);
    }

    private EngineSession session(EngineRequest request, @Nullable WebSocketConnection socket) {
        EngineSession session = new EngineSession(peers.newId(), request, socket, config, events, timer, this::remove);
        admission.add(request);
        sessions.put(session.id(), session);
        return session;
    }

    private void remove(EngineSession gone) {
        if (sessions.remove(gone.id()) != null) {
            admission.remove(gone.handshake());
        }
    }
}
