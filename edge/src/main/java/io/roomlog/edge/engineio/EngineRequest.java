package io.roomlog.edge.engineio;

import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.roomlog.edge.peer.Forwarded;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A request of a client, as applications may see it.
///
/// @param method HTTP method
/// @param query first value of each query parameter, decoded
/// @param headers values by name in lower case
/// @param remoteAddress the peer's address, without port
/// @param websocket whether it asks for a WebSocket
public record EngineRequest(
        String method,
        Map<String, String> query,
        Map<String, List<String>> headers,
        String remoteAddress,
        boolean websocket) {

    static EngineRequest of(HttpPrologue prologue, Headers headers, String remoteAddress, boolean websocket) {
        Map<String, String> query = new LinkedHashMap<>();
        for (String name : prologue.query().names()) {
            query.put(name, prologue.query().first(name).orElse(""));
        }
        Map<String, List<String>> fields = new LinkedHashMap<>();
        headers.forEach(header -> fields.put(header.headerName().lowerCase(), List.copyOf(header.allValues())));
        fields.remove(Forwarded.HEADER);
        return new EngineRequest(prologue.method().text(), query, fields, remoteAddress, websocket);
    }

    /// The client's own request, which another edge has passed on.
    EngineRequest as(Forwarded told) {
        return new EngineRequest(told.method(), query, headers, told.address(), websocket);
    }

    /// A query parameter.
    public Optional<String> parameter(String name) {
        return Optional.ofNullable(query.get(name));
    }

    /// The first value of a header.
    ///
    /// @param name in lower case
    public Optional<String> header(String name) {
        List<String> values = headers.get(name);
        return values == null || values.isEmpty() ? Optional.empty() : Optional.of(values.getFirst());
    }
}
