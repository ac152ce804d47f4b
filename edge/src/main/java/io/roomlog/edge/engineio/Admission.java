package io.roomlog.edge.engineio;

import io.roomlog.edge.limit.ClientAddresses;
import io.roomlog.edge.limit.Limit;
import io.roomlog.edge.limit.LimitEvents;
import io.roomlog.edge.limit.Limits;
import io.roomlog.edge.limit.Rates;
import io.roomlog.edge.limit.Shares;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/// Whether there is room for one more session, of all servers of an edge together. Thread-safe.
public final class Admission {
    private static final String ALL = "";

    private final Limits limits;
    private final LimitEvents events;
    private final AtomicInteger sessions = new AtomicInteger();
    private final Shares ofAddress;
    private final Rates rate;
    private final Rates rateOfAddress;

    public Admission(Limits limits, LimitEvents events) {
        this.limits = limits;
        this.events = events;
        this.ofAddress = new Shares(limits.connectionsOfAddress());
        this.rate = new Rates(limits.handshakesPerSecond(), System::nanoTime);
        this.rateOfAddress = new Rates(limits.handshakesPerSecondOfAddress(), System::nanoTime);
    }

    /// Looks at a handshake, and counts it.
    ///
    /// @return the error to answer with; empty to go on
    Optional<EngineError> refuse(EngineRequest request) {
        String address = ClientAddresses.counted(request.remoteAddress());
        if (!rateOfAddress.take(address)) {
            return exceeded(Limit.HANDSHAKES_OF_ADDRESS, EngineError.TOO_MANY_HANDSHAKES);
        }
        if (!rate.take(ALL)) {
            return exceeded(Limit.HANDSHAKES, EngineError.TOO_MANY_HANDSHAKES);
        }
        if (sessions.get() >= limits.connections()) {
            return exceeded(Limit.CONNECTIONS, EngineError.TOO_MANY_CONNECTIONS);
        }
        if (!ofAddress.hasRoom(address)) {
            return exceeded(Limit.CONNECTIONS_OF_ADDRESS, EngineError.TOO_MANY_CONNECTIONS);
        }
        return Optional.empty();
    }

    private Optional<EngineError> exceeded(Limit limit, EngineError error) {
        events.exceeded(limit);
        return Optional.of(error);
    }

    /// A session has been made.
    void add(EngineRequest request) {
        sessions.incrementAndGet();
        ofAddress.add(ClientAddresses.counted(request.remoteAddress()));
    }

    /// A session is gone; once for each.
    void remove(EngineRequest request) {
        sessions.decrementAndGet();
        ofAddress.remove(ClientAddresses.counted(request.remoteAddress()));
    }
}
