package io.roomlog.edge.websocket;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.http.DirectHandler;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.HttpPrologue;
import io.helidon.http.Method;
import io.helidon.http.RequestException;
import io.helidon.http.Status;
import io.helidon.http.WritableHeaders;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ServerConnectionException;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.websocket.WsConfig;
import io.helidon.webserver.websocket.WsUpgrader;
import io.roomlog.common.websocket.DeflateAgreement;
import io.roomlog.common.websocket.ExtensionOffer;
import io.roomlog.edge.outbound.TransferEvents;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Helidon's WebSocket handshake with a connection of our own behind it.
///
/// Null from `upgrade` falls through to the HTTP route of the same path, which can answer with a status and a body.
public final class WebSocketUpgrader extends WsUpgrader {
    private static final Logger LOG = System.getLogger(WebSocketUpgrader.class.getName());

    /// 16 bytes in base64.
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9+/]{22}==");

    private static final Header WEBSOCKET = HeaderValues.create(HeaderNames.UPGRADE, "websocket");

    private final Map<String, WebSocketEndpoint> endpoints;
    private final WebSocketLimits limits;
    private final ScheduledExecutorService timer;
    private final TransferEvents events;
    private final Writers writers;

    /// @param endpoints by exact path
    /// @param timer for closing handshakes that the peer does not answer
    public WebSocketUpgrader(
            Map<String, WebSocketEndpoint> endpoints,
            WebSocketLimits limits,
            ScheduledExecutorService timer,
            TransferEvents events) {
        super(WsConfig.create());
        this.endpoints = Map.copyOf(endpoints);
        this.limits = limits;
        this.timer = timer;
        this.events = events;
        this.writers = new Writers(timer, Runtime.getRuntime().availableProcessors(), events);
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
        return switch (answer(endpoint, context, prologue, headers)) {
            case WebSocketAnswer.Accepted(var listener) -> {
                String extensions = deflate.map(value -> "\r\n" + EXTENSIONS.defaultCase() + ": " + value)
                        .orElse("");
                write(context, SWITCHING_PROTOCOL_PREFIX + accept + extensions + SWITCHING_PROTOCOLS_SUFFIX);
                yield new WebSocketConnection(context, limits, deflate.isPresent(), timer, writers, events, listener);
            }
            case WebSocketAnswer.Refused(int status, String json) -> {
                write(context, refusal(Status.create(status), json));
                yield new RefusedConnection();
            }
        };
    }

    /// Helidon tells of what is thrown here as of any nonsense that a peer sends, which is not logged.
    private static WebSocketAnswer answer(
            WebSocketEndpoint endpoint, ConnectionContext context, HttpPrologue prologue, WritableHeaders<?> headers) {
        try {
            return endpoint.answer(prologue, headers, context.remotePeer());
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "handshake not answered by an error of ours", e);
            throw e;
        }
    }

    private static void write(ConnectionContext context, String answer) {
        try {
            context.dataWriter().writeNow(BufferData.create(answer.getBytes(StandardCharsets.UTF_8)));
        } catch (UncheckedIOException e) {
            throw new ServerConnectionException("the client has gone before its handshake was answered", e);
        }
    }

    private static String refusal(Status status, String json) {
        int length = json.getBytes(StandardCharsets.UTF_8).length;
        return "HTTP/1.1 " + status.code() + ' ' + status.reasonPhrase()
                + "\r\ncontent-type: application/json\r\ncontent-length: " + length
                + (status.code() == Status.UNAUTHORIZED_401.code() ? "\r\nwww-authenticate: Bearer" : "")
                + "\r\nconnection: close\r\n\r\n" + json;
    }

    /// A handshake that was refused: there is nothing more to do than to close.
    private static final class RefusedConnection implements ServerConnection {
        @Override
        public void handle(Limit limit) {
            throw new CloseConnectionException("the handshake was refused");
        }

        @Override
        public Duration idleTime() {
            return Duration.ZERO;
        }

        @Override
        public void close(boolean interrupt) {
            // it ends by itself
        }
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
