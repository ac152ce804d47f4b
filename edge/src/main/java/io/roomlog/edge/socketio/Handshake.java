package io.roomlog.edge.socketio;

import com.fasterxml.jackson.databind.JsonNode;
import io.roomlog.edge.engineio.EngineRequest;
import java.time.Instant;
import java.util.Optional;

/// What a client said when it connected.
///
/// @param auth CONNECT's payload, an object; empty where there was none
/// @param request the HTTP request that opened the connection
/// @param issued when CONNECT came
public record Handshake(JsonNode auth, EngineRequest request, Instant issued) {
    /// A text field of the payload.
    public Optional<String> auth(String field) {
        JsonNode value = auth.get(field);
        return value != null && value.isTextual() ? Optional.of(value.textValue()) : Optional.empty();
    }

    /// The first value of a header of the request.
    ///
    /// @param name in lower case
    public Optional<String> header(String name) {
        return request.header(name);
    }
}
