package io.roomlog.edge.engineio;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What lies above an Engine.IO server.
public interface EngineHandler {
    /// Looks at a handshake before a session is made. May block.
    ///
    /// @return the error to answer with; empty to go on
    default Optional<EngineError> refuse(EngineRequest request) {
        return Optional.empty();
    }

    /// Headers of the answer to a handshake over polling, beside the usual ones.
    default Map<String, List<String>> handshakeHeaders(EngineRequest request) {
        return Map.of();
    }

    /// A session has been made; its handshake goes out before anything that is sent to it here.
    ///
    /// @return what gets its messages
    EngineListener open(EngineSession session);
}
