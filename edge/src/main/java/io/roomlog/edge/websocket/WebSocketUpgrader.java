package io.roomlog.edge.websocket;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
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
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Helidon's WebSocket handshake with a connection of our own behind it.
///
/// Null from `upgrade` falls through to the HTTP route of the same path, which can answer with a status and a body.
public final class WebSocketUpgrader extends WsUpgrader {
    private static final Logger LOG = System.getLogger(WebSocketUpgrader.class.getName());

    private final Map<String, WebSocketEndpoint> endpoints;
    private final WebSocketLimits limits;
    private final ScheduledExecutorService timer;
    private final Writers writers;
    private volatile Consumer<String> onRequest = socket -> {};

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

    /// Sets what is told of each request for an upgrade, by the id of its socket.
    public void onRequest(Consumer<String> listener) {
        onRequest = listener;
    }

    @Override
    public @Nullable ServerConnection upgrade(
            ConnectionContext context, HttpPrologue prologue, WritableHeaders<?> headers) {
        onRequest.accept(context.childSocketId());
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
        return switch (answer(endpoint, context, prologue, headers)) {
            case WebSocketAnswer.Accepted(var listener) -> {
                write(context, SWITCHING_PROTOCOL_PREFIX + accept + SWITCHING_PROTOCOLS_SUFFIX);
                yield new WebSocketConnection(context, limits, timer, writers, listener);
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
