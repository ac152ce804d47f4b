package io.roomlog.edge.engineio;

import io.roomlog.common.bytes.Bytes;
import io.roomlog.common.engineio.EngineCodec;
import io.roomlog.common.engineio.EnginePacket;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// The bodies that a polling client posts, one at a time.
final class Posts {
    private final EngineSession session;
    private final AtomicBoolean reading = new AtomicBoolean();
    private volatile @Nullable EngineRequest current;

    Posts(EngineSession session) {
        this.session = session;
    }

    /// Whether the client polls, and so posts too.
    boolean areAccepted() {
        synchronized (session) {
            return switch (session.state()) {
                case POLLING, PROBING -> true;
                case WEBSOCKET, CLOSING, CLOSED -> false;
            };
        }
    }

    /// Whether a body may be read now; if so, [#end] follows, else the request is refused.
    boolean begin() {
        return reading.compareAndSet(false, true);
    }

    void end() {
        reading.set(false);
    }

    /// The request whose body is being taken in at the moment.
    @Nullable
    EngineRequest current() {
        return current;
    }

    /// Has the packets of a body taken.
    HttpAnswer take(EngineRequest request, Bytes body) {
        current = request;
        try {
            for (EnginePacket packet : EngineCodec.decodePayload(body)) {
                session.receive(packet);
            }
        } finally {
            current = null;
        }
        return new HttpAnswer.Accepted();
    }
}
