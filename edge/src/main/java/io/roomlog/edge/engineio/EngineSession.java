package io.roomlog.edge.engineio;

import io.roomlog.common.bytes.Bytes;
import io.roomlog.common.engineio.EngineCodec;
import io.roomlog.common.engineio.EnginePacket;
import io.roomlog.edge.outbound.BinaryPacket;
import io.roomlog.edge.outbound.Outbound;
import io.roomlog.edge.outbound.Packet;
import io.roomlog.edge.websocket.WebSocketConnection;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One Engine.IO session, over whatever transport it has at the moment.
///
/// ```
///            2probe           5
///  POLLING ─────────▶ PROBING ─────▶ WEBSOCKET        any ──▶ CLOSED
///     │  ◀───────────    │                            POLLING, PROBING ──▶ CLOSING ──▶ CLOSED
///        broken, 10 s                                        (until the next poll has said so)
/// ```
/// While it polls, what is sent waits in [Polls], and leaves with the next GET; on `5` it is handed to the
/// WebSocket in order, and nothing goes out there before.
///
/// Its monitor guards the transport and what [Polls] holds; callbacks are made outside of it. `send` and `close`
/// are thread-safe.
public final class EngineSession {
    /// Where a session is.
    enum State {
        POLLING,
        PROBING,
        WEBSOCKET,
        CLOSING,
        CLOSED
    }

    private static final Packet PING = Packet.of("2");
    private static final Packet PROBE_ANSWER = Packet.of("3probe");
    private static final int NORMAL_CLOSURE = 1000;

    private final String id;
    private final EngineRequest handshake;
    private final EngineConfig config;
    private final EngineEvents events;
    private final ScheduledExecutorService timer;
    private final Consumer<EngineSession> onGone;
    private final Heartbeat heartbeat;
    private final Polls polls;
    private final Posts posts = new Posts(this);
    private final @Nullable Totals totals = Totals.begin();
    private volatile @Nullable EngineListener listener;
    private State state;
    private @Nullable WebSocketConnection socket;
    private volatile @Nullable WebSocketConnection direct;
    private boolean ended;

    /// @param socket the WebSocket that it begins on; null to begin with polling
    /// @param onGone told when no further request can be for this session
    EngineSession(
            String id,
            EngineRequest handshake,
            @Nullable WebSocketConnection socket,
            EngineConfig config,
            EngineEvents events,
            ScheduledExecutorService timer,
            Consumer<EngineSession> onGone) {
        this.id = id;
        this.handshake = handshake;
        this.socket = socket;
        this.direct = socket;
        this.config = config;
        this.events = events;
        this.timer = timer;
        this.onGone = onGone;
        this.state = socket == null ? State.POLLING : State.WEBSOCKET;
        this.polls = new Polls(this, config.maxQueueBytes());
        this.heartbeat = new Heartbeat(
                timer,
                config.pingInterval(),
                config.pingTimeout(),
                () -> send(PING),
                () -> close(CloseReason.PING_TIMEOUT));
    }

    /// The session's id, known to its client alone.
    public String id() {
        return id;
    }

    /// The request that made it.
    public EngineRequest handshake() {
        return handshake;
    }

    /// The request whose body is being taken in at the moment, while the client polls.
    public @Nullable EngineRequest currentPost() {
        return posts.current();
    }

    void open(EngineHandler handler) {
        List<String> upgrades = handshake.websocket() ? List.of() : List.of("websocket");
        Bytes json = EngineCodec.openJson(
                id,
                upgrades,
                config.pingInterval().toMillis(),
                config.pingTimeout().toMillis(),
                config.maxPayloadBytes());
        send(new Packet(EngineCodec.encodeText(new EnginePacket.Open(json))));
        heartbeat.pong();
        events.sessionOpened(handshake.websocket());
        listener = handler.open(this);
    }

    /// Sends a text message.
    public void sendText(Bytes text) {
        send(new Packet(EngineCodec.encodeText(new EnginePacket.Text(text))));
    }

    /// Sends a binary message.
    public void sendBinary(Bytes data) {
        send(new BinaryPacket(data));
    }

    /// Queues packets. Never blocks. A session whose queue is full is closed as a slow consumer; what is sent
    /// to one that has ended is dropped.
    public void send(Outbound item) {
        if (totals != null) {
            totals.sent(item.size());
        }
        WebSocketConnection transport = direct;
        boolean taken = transport == null ? enqueue(item) : transport.send(item);
        if (!taken) {
            close(CloseReason.SLOW_CONSUMER);
        }
    }

    private synchronized boolean enqueue(Outbound item) {
        return switch (state) {
            case POLLING, PROBING -> polls.offer(item);
            case WEBSOCKET -> socket == null || socket.send(item);
            case CLOSING, CLOSED -> true;
        };
    }

    /// Waits until there is room for more. For whoever has much to send and can wait.
    ///
    /// @return false if the session has ended
    public boolean awaitRoom() throws InterruptedException {
        WebSocketConnection transport;
        synchronized (this) {
            while ((state == State.POLLING || state == State.PROBING) && !polls.hasRoom()) {
                wait();
            }
            transport = state == State.WEBSOCKET ? socket : null;
        }
        if (transport != null) {
            transport.awaitRoom();
        }
        synchronized (this) {
            return !ended;
        }
    }

    /// The bytes that wait to be written.
    long queuedBytes() {
        WebSocketConnection transport = direct;
        if (transport != null) {
            return transport.queuedBytes();
        }
        synchronized (this) {
            return polls.queuedBytes();
        }
    }

    EngineEvents events() {
        return events;
    }

    /// Whether it has ended, as far as is known.
    public synchronized boolean hasEnded() {
        return ended;
    }

    /// Ends the session: what is queued, or the listener's last words, goes out, then the transport is closed.
    public void close(CloseReason reason) {
        EngineListener told = listener;
        Outbound last = told == null ? null : told.lastWords(reason);
        boolean onWebSocket;
        boolean clientWaitsForIt;
        WebSocketConnection closing;
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
            onWebSocket = state == State.WEBSOCKET;
            closing = socket;
            socket = null;
            direct = null;
            if (last != null) {
                polls.replaceWith(last);
            }
            clientWaitsForIt = !onWebSocket && polls.isToHearOf(reason);
            state = clientWaitsForIt ? State.CLOSING : State.CLOSED;
            notifyAll();
        }
        heartbeat.stop();
        if (closing != null) {
            if (onWebSocket && last != null) {
                closing.closeWith(last, NORMAL_CLOSURE, "");
            } else {
                closing.close(NORMAL_CLOSURE, "");
            }
        }
        if (clientWaitsForIt) {
            var _ = timer.schedule(this::gone, config.pingTimeout().toMillis(), TimeUnit.MILLISECONDS);
        } else {
            onGone.accept(this);
        }
        events.sessionClosed(onWebSocket, reason);
        if (totals != null) {
            totals.tell(reason, onWebSocket, handshake.remoteAddress(), told == null ? "" : told.who());
        }
        if (told != null) {
            told.onClose(reason);
        }
    }

    /// No further request can be for it.
    void gone() {
        synchronized (this) {
            state = State.CLOSED;
            notifyAll();
        }
        onGone.accept(this);
    }

    /// For who holds the monitor.
    State state() {
        return state;
    }

    Polls polls() {
        return polls;
    }

    Posts posts() {
        return posts;
    }

    // ---- WebSocket

    /// A WebSocket wants to take this session over.
    ///
    /// @return false if it must not
    synchronized boolean beginProbe(WebSocketConnection candidate) {
        if (state != State.POLLING || socket != null) {
            return false;
        }
        socket = candidate;
        return true;
    }

    /// `2probe` has come on the candidate.
    void probe(WebSocketConnection candidate) {
        synchronized (this) {
            if (socket != candidate || state != State.POLLING) {
                return;
            }
            state = State.PROBING;
            polls.endSoon();
            candidate.send(PROBE_ANSWER);
            notifyAll();
        }
        var _ = timer.schedule(
                () -> abandonProbe(candidate), config.upgradeTimeout().toMillis(), TimeUnit.MILLISECONDS);
    }

    /// `5` has come on the candidate.
    ///
    /// @return false if it was not its turn
    boolean upgrade(WebSocketConnection candidate) {
        synchronized (this) {
            if (socket != candidate || state != State.PROBING) {
                return false;
            }
            state = State.WEBSOCKET;
            polls.handOver(candidate);
            direct = candidate;
            notifyAll();
        }
        events.sessionUpgraded();
        return true;
    }

    /// The candidate is not to become the transport, or has not in time.
    void abandonProbe(WebSocketConnection candidate) {
        synchronized (this) {
            if (socket != candidate || state == State.WEBSOCKET) {
                return;
            }
            socket = null;
            if (state == State.PROBING) {
                state = State.POLLING;
            }
        }
        candidate.close(NORMAL_CLOSURE, "");
    }

    /// Whether a connection is the session's transport.
    boolean isOn(WebSocketConnection connection) {
        return direct == connection;
    }

    // ---- both

    private void count(Bytes data) {
        if (totals != null) {
            totals.received(data.length());
        }
    }

    /// A packet from the client.
    void receive(EnginePacket packet) {
        EngineListener to = listener;
        synchronized (this) {
            if (ended || to == null) {
                return;
            }
        }
        switch (packet) {
            case EnginePacket.Text(Bytes data) -> {
                count(data);
                to.onText(data);
            }
            case EnginePacket.Binary(Bytes data) -> {
                count(data);
                to.onBinary(data);
            }
            case EnginePacket.Pong pong -> heartbeat.pong();
            case EnginePacket.Close close -> {
                synchronized (this) {
                    polls.clientLeft();
                }
                close(CloseReason.TRANSPORT_CLOSE);
            }
            case EnginePacket.Malformed _, EnginePacket.Ping _, EnginePacket.Open _ -> close(CloseReason.PARSE_ERROR);
            case EnginePacket.Upgrade _, EnginePacket.Noop _ -> {
                // the one out of turn, and both of no consequence
            }
        }
    }
}
