package io.roomlog.edge.websocket;

import io.helidon.common.buffers.BufferData;
import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.HttpPrologue;
import io.helidon.http.Method;
import io.helidon.http.RequestException;
import io.helidon.http.WritableHeaders;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.websocket.WsConfig;
import io.helidon.webserver.websocket.WsUpgrader;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Helidon's WebSocket handshake with a connection of our own behind it.
///
/// Null from `upgrade` falls through to the HTTP route of the same path, which can answer with a status and a body.
public final class WebSocketUpgrader extends WsUpgrader {
    private final Map<String, WebSocketEndpoint> endpoints;
    private final WebSocketLimits limits;
    private final ScheduledExecutorService timer;
    private final Writers writers;

    /// @param endpoints by exact path
    /// @param timer for closing handshakes that the peer does not answer
    public WebSocketUpgrader(
            Map<String, WebSocketEndpoint> endpoints, WebSocketLimits limits, ScheduledExecutorService timer) {
        super(WsConfig.create());
        this.endpoints = Map.copyOf(endpoints);
        this.limits = limits;
        this.timer = timer;
        this.writers = new Writers(timer, Runtime.getRuntime().availableProcessors());
    }

    @Override
    public @Nullable ServerConnection upgrade(
            ConnectionContext context, HttpPrologue prologue, WritableHeaders<?> headers) {
        WebSocketEndpoint endpoint = endpoints.get(prologue.uriPath().path());
        if (endpoint == null) {
            return super.upgrade(context, prologue, headers);
        }
        if (!prologue.method().equals(Method.GET) || !headers.contains(WS_KEY) || !asksForUpgrade(headers)) {
            return null;
        }
        if (!headers.first(WS_VERSION).orElse("").equals(SUPPORTED_VERSION)) {
            throw RequestException.builder()
                    .type(DirectHandler.EventType.BAD_REQUEST)
                    .message("Unsupported WebSocket version")
                    .header(SUPPORTED_VERSION_HEADER)
                    .build();
        }
        String accept = acceptHash(context, headers.get(WS_KEY).get());
        Optional<Function<WebSocketConnection, WebSocketListener>> listener =
                endpoint.accept(prologue, headers, context.remotePeer().host());
        if (listener.isEmpty()) {
            return null;
        }
        byte[] answer =
                (SWITCHING_PROTOCOL_PREFIX + accept + SWITCHING_PROTOCOLS_SUFFIX).getBytes(StandardCharsets.US_ASCII);
        context.dataWriter().writeNow(BufferData.create(answer));
        return new WebSocketConnection(context, limits, timer, writers, listener.get());
    }

    private static boolean asksForUpgrade(WritableHeaders<?> headers) {
        return headers.contains(HeaderNames.CONNECTION)
                && headers.get(HeaderNames.CONNECTION).allValues().stream()
                        .anyMatch(value -> value.toLowerCase(Locale.ROOT).contains("upgrade"));
    }

    private String acceptHash(ConnectionContext context, String key) {
        try {
            return hash(context, key);
        } catch (IllegalArgumentException e) {
            throw RequestException.builder()
                    .type(DirectHandler.EventType.BAD_REQUEST)
                    .message("Invalid Sec-WebSocket-Key header")
                    .build();
        }
    }
}
