package io.roomlog.edge.websocket;

import io.helidon.common.buffers.BufferData;
import io.helidon.http.DirectHandler;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.HttpPrologue;
import io.helidon.http.Method;
import io.helidon.http.RequestException;
import io.helidon.http.Status;
import io.helidon.http.WritableHeaders;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.websocket.WsConfig;
import io.helidon.webserver.websocket.WsUpgrader;
import io.roomlog.common.websocket.DeflateAgreement;
import io.roomlog.common.websocket.ExtensionOffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Helidon's WebSocket handshake with a connection of our own behind it.
///
/// Null from `upgrade` falls through to the HTTP route of the same path, which can answer with a status and a body.
public final class WebSocketUpgrader extends WsUpgrader {
    /// 16 bytes in base64.
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9+/]{22}==");

    private static final Header WEBSOCKET = HeaderValues.create(HeaderNames.UPGRADE, "websocket");

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
        if (!prologue.method().equals(Method.GET)
                || !headers.contains(WS_KEY)
                || !UpgradeHeader.names(headers, HeaderNames.CONNECTION, "upgrade")) {
            return null;
        }
        if (!headers.first(WS_VERSION).orElse("").equals(SUPPORTED_VERSION)) {
            throw RequestException.builder()
                    .type(DirectHandler.EventType.OTHER)
                    .status(Status.UPGRADE_REQUIRED_426)
                    .message("WebSocket version 13 alone is spoken here")
                    .safeMessage(true)
                    .header(SUPPORTED_VERSION_HEADER)
                    .header(WEBSOCKET)
                    .build();
        }
        String accept = acceptHash(context, headers.get(WS_KEY));
        Optional<String> deflate = limits.compressFrom().isPresent() ? deflate(headers) : Optional.empty();
        Optional<Function<WebSocketConnection, WebSocketListener>> listener =
                endpoint.accept(prologue, headers, context.remotePeer().host());
        if (listener.isEmpty()) {
            return null;
        }
        String extensions = deflate.map(value -> "\r\n" + EXTENSIONS.defaultCase() + ": " + value)
                .orElse("");
        byte[] answer = (SWITCHING_PROTOCOL_PREFIX + accept + extensions + SWITCHING_PROTOCOLS_SUFFIX)
                .getBytes(StandardCharsets.US_ASCII);
        context.dataWriter().writeNow(BufferData.create(answer));
        return new WebSocketConnection(context, limits, deflate.isPresent(), timer, writers, listener.get());
    }

    private static Optional<String> deflate(WritableHeaders<?> headers) {
        if (!headers.contains(EXTENSIONS)) {
            return Optional.empty();
        }
        String offered = String.join(",", headers.get(EXTENSIONS).allValues());
        return DeflateAgreement.on(
                ExtensionOffer.parse(offered).orElseThrow(() -> badRequest("Invalid Sec-WebSocket-Extensions header")));
    }

    private String acceptHash(ConnectionContext context, Header key) {
        if (!KEY.matcher(key.values()).matches()) {
            throw badRequest("Invalid Sec-WebSocket-Key header");
        }
        return hash(context, key.get());
    }

    private static RequestException badRequest(String message) {
        return RequestException.builder()
                .type(DirectHandler.EventType.BAD_REQUEST)
                .message(message)
                .safeMessage(true)
                .build();
    }
}
