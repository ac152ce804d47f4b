package io.roomlog.edge.engineio;

import io.roomlog.common.bytes.Bytes;
import io.roomlog.edge.outbound.Outbound;
import io.roomlog.edge.outbound.OutboundQueue;
import io.roomlog.edge.outbound.WriteTimes;
import io.roomlog.edge.websocket.WebSocketConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The GETs by which a polling client gets what waits for it, one at a time.
///
/// What was sent waits here for a GET, or a GET for it. From the probe on a GET ends within 50 ms, with a noop if
/// nothing comes: the client may poll once more before it pauses.
///
/// It has no lock of its own: the session's monitor guards it, so that state and queue change as one. [#answer] takes
/// that monitor, and gives it up while it waits on it; whoever changes the session's state notifies. Everything else is
/// called by the session with the monitor held.
final class Polls {
    private static final String CLOSE = "1";
    private static final String NOOP = "6";
    private static final Duration NOOP_DELAY = Duration.ofMillis(50);

    private final EngineSession session;
    private final OutboundQueue queue;
    private @Nullable Poll open;
    private long noopDueNanos;
    private boolean clientLeft;

    private static final class Poll {
        private HttpAnswer.@Nullable Payload answer;
    }

    Polls(EngineSession session, long maxQueueBytes) {
        this.session = session;
        this.queue = new OutboundQueue(maxQueueBytes);
    }

    // ---- for the session, with its monitor held

    /// Queues an item for the next GET, unless that exceeds the bound.
    boolean offer(Outbound item) {
        session.notifyAll();
        return queue.offer(item);
    }

    long queuedBytes() {
        return queue.bytes();
    }

    boolean hasRoom() {
        return queue.hasRoom();
    }

    /// The client probes: from now on a GET does not wait for long.
    void endSoon() {
        noopDueNanos = System.nanoTime() + NOOP_DELAY.toNanos();
    }

    /// Moves what waits to a WebSocket, in order.
    void handOver(WebSocketConnection connection) {
        List<Outbound> waiting = new ArrayList<>();
        queue.drainTo(waiting, Long.MAX_VALUE);
        waiting.forEach(connection::send);
    }

    /// Nothing but this is to go out.
    void replaceWith(Outbound last) {
        queue.clear();
        queue.offer(last);
    }

    /// The client has said that it goes.
    void clientLeft() {
        clientLeft = true;
    }

    /// Whether a client that polls is to hear of the session's end by its next GET.
    boolean isToHearOf(CloseReason reason) {
        return (reason != CloseReason.TRANSPORT_CLOSE || (clientLeft && open == null))
                && reason != CloseReason.TRANSPORT_ERROR
                && reason != CloseReason.PARSE_ERROR
                && reason != CloseReason.PING_TIMEOUT;
    }

    // ---- for requests

    /// The answer to a GET: waits until there is something to send, or something to say. A second one at a time ends
    /// the session.
    HttpAnswer answer() throws InterruptedException {
        synchronized (session) {
            switch (session.state()) {
                case WEBSOCKET -> {
                    return new HttpAnswer.Refused(EngineError.BAD_REQUEST);
                }
                case CLOSED -> {
                    return new HttpAnswer.Refused(EngineError.UNKNOWN_SID);
                }
                case CLOSING -> {
                    return lastPayload();
                }
                case POLLING, PROBING -> {
                    if (open == null) {
                        return awaitPayload();
                    }
                    open.answer = HttpAnswer.Payload.of(CLOSE);
                    session.notifyAll();
                }
            }
        }
        session.close(CloseReason.TRANSPORT_ERROR);
        return new HttpAnswer.Refused(EngineError.BAD_REQUEST);
    }

    private HttpAnswer awaitPayload() throws InterruptedException {
        Poll poll = new Poll();
        open = poll;
        boolean begunWhileProbing = session.state() == EngineSession.State.PROBING;
        try {
            PollBuffer packets = new PollBuffer();
            long noopDueMs = noopDueInMs();
            while (poll.answer == null && (session.state() == EngineSession.State.POLLING || noopDueMs > 0)) {
                drain(packets);
                if (!packets.isEmpty()) {
                    return new HttpAnswer.Payload(Bytes.of(packets.body()));
                }
                session.wait(noopDueMs);
                noopDueMs = noopDueInMs();
            }
            if (poll.answer != null) {
                return poll.answer;
            }
            return switch (session.state()) {
                case POLLING, PROBING -> {
                    drain(packets);
                    yield packets.isEmpty()
                            ? HttpAnswer.Payload.of(NOOP)
                            : new HttpAnswer.Payload(Bytes.of(packets.body()));
                }
                case WEBSOCKET ->
                    begunWhileProbing ? new HttpAnswer.Refused(EngineError.BAD_REQUEST) : HttpAnswer.Payload.of(NOOP);
                case CLOSING -> lastPayload();
                case CLOSED -> HttpAnswer.Payload.of(clientLeft ? NOOP : CLOSE);
            };
        } finally {
            open = null;
        }
    }

    /// While the client probes, for how long a GET still waits for something better than a noop; 0 while it
    /// does not.
    private long noopDueInMs() {
        return session.state() == EngineSession.State.PROBING
                ? Math.max(0, TimeUnit.NANOSECONDS.toMillis(noopDueNanos - System.nanoTime()))
                : 0;
    }

    private HttpAnswer lastPayload() {
        session.gone();
        if (clientLeft) {
            return HttpAnswer.Payload.of(NOOP);
        }
        PollBuffer buffer = new PollBuffer();
        drain(buffer);
        buffer.text(Bytes.of(new byte[] {'1'}));
        return new HttpAnswer.Payload(Bytes.of(buffer.body()));
    }

    private void drain(PollBuffer buffer) {
        List<Outbound> items = new ArrayList<>();
        queue.drainTo(items, Long.MAX_VALUE);
        items.forEach(item -> item.writeTo(buffer));
        WriteTimes times = session.events().times();
        if (times != null && !items.isEmpty()) {
            times.written(items);
        }
        session.notifyAll();
    }
}
