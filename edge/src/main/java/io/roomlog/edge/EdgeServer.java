package io.roomlog.edge;

import io.helidon.common.socket.SocketOptions;
import io.helidon.common.tls.Tls;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.staticcontent.ClasspathHandlerConfig;
import io.helidon.webserver.staticcontent.StaticContentFeature;
import io.roomlog.common.config.Configuration;
import io.roomlog.common.config.Settings;
import io.roomlog.edge.engineio.EngineServer;
import io.roomlog.edge.engineio.PollingRoute;
import io.roomlog.edge.http.Cors;
import io.roomlog.edge.http.FirstRequests;
import io.roomlog.edge.http.RequestFraming;
import io.roomlog.edge.http.RequestListeners;
import io.roomlog.edge.outbound.TransferEvents;
import io.roomlog.edge.websocket.UpgradeHeader;
import io.roomlog.edge.websocket.WebSocketEndpoint;
import io.roomlog.edge.websocket.WebSocketLimits;
import io.roomlog.edge.websocket.WebSocketUpgrader;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ScheduledExecutorService;

/// The web server for clients: Engine.IO servers on their paths, with CORS, and what is served beside them.
public final class EdgeServer {
    private static final int SEND_BUFFER_BYTES = 64 * 1024;
    private static final int BACKLOG = 4096;

    private EdgeServer() {}

    /// What is served.
    ///
    /// @param host address to listen on
    /// @param port 0 for a free one
    /// @param tls none: connections are plain
    /// @param engines Engine.IO servers
    /// @param compressFrom length from which messages over WebSocket are compressed; empty for none
    /// @param services what else is served, by path
    /// @param cors for all paths
    /// @param serveClient whether the stock client's files are served
    /// @param servePage whether the chat is served at `/`
    /// @param maxTcpConnections beyond, new ones wait until others end
    /// @param maxHeadersBytes the largest header of a request
    /// @param requestTimeout from a connection's beginning until its first request is there
    /// @param events told what goes over WebSockets
    public record Parts(
            String host,
            int port,
            Optional<Tls> tls,
            List<EngineServer> engines,
            OptionalInt compressFrom,
            Map<String, HttpService> services,
            Cors cors,
            boolean serveClient,
            boolean servePage,
            int maxTcpConnections,
            int maxHeadersBytes,
            Duration requestTimeout,
            TransferEvents events) {

        /// What is configured, and what is served by it.
        static Parts of(
                Configuration configuration,
                Optional<Tls> tls,
                List<EngineServer> engines,
                Map<String, HttpService> services,
                int maxTcpConnections,
                TransferEvents events) {
            return new Parts(
                    configuration.get(Settings.HOST),
                    configuration.get(Settings.PORT),
                    tls,
                    engines,
                    configuration.get(Settings.COMPRESSION)
                            ? OptionalInt.of(configuration.get(Settings.COMPRESSION_THRESHOLD))
                            : OptionalInt.empty(),
                    services,
                    new Cors(configuration.get(Settings.CORS_ORIGINS), configuration.get(Settings.CORS_CREDENTIALS)),
                    configuration.get(Settings.SERVE_CLIENT),
                    configuration.get(Settings.PAGE),
                    maxTcpConnections,
                    configuration.get(Settings.MAX_HEADERS),
                    configuration.get(Settings.REQUEST_TIMEOUT),
                    events);
        }
    }

    /// A server, not yet started.
    public static WebServer create(Parts parts, ScheduledExecutorService timer) {
        EngineServer first = parts.engines().getFirst();
        WebSocketLimits limits = new WebSocketLimits(
                first.config().maxPayloadBytes(), first.config().maxQueueBytes(), parts.compressFrom());
        Map<String, WebSocketEndpoint> endpoints = new HashMap<>();
        HttpRouting.Builder routing = HttpRouting.builder();
        routing.addFilter(parts.cors());
        for (EngineServer engine : parts.engines()) {
            String path = engine.config().path();
            String bare = path.substring(0, path.length() - 1);
            WebSocketEndpoint guarded = (prologue, headers, peer) -> parts.cors()
                            .permitsHandshake(
                                    headers.first(HeaderNames.ORIGIN),
                                    headers.first(HeaderNames.HOST).orElse(""))
                    ? engine.answer(prologue, headers, peer)
                    : engine.refuseOrigin();
            endpoints.put(path, guarded);
            endpoints.put(bare, guarded);
            PollingRoute polling = new PollingRoute(engine);
            routing.any(path, polling).any(bare, polling);
            if (parts.serveClient()) {
                routing.register(
                        bare,
                        StaticContentFeature.createService(ClasspathHandlerConfig.create("io/roomlog/edge/client")));
            }
        }
        parts.services().forEach((path, service) -> routing.register(path, service));
        if (parts.servePage()) {
            routing.register(
                    "/",
                    StaticContentFeature.createService(ClasspathHandlerConfig.builder()
                            .location("io/roomlog/edge/page")
                            .welcome("index.html")
                            .build()));
        }
        WebServerConfig.Builder server = WebServer.builder();
        parts.tls().ifPresent(server::tls);
        WebSocketUpgrader upgrader = new WebSocketUpgrader(endpoints, limits, timer, parts.events());
        FirstRequests firstRequests = new FirstRequests(parts.requestTimeout(), timer);
        Http1ConnectionSelector http = Http1ConnectionSelector.builder()
                .config(Http1Config.builder()
                        .maxHeadersSize(parts.maxHeadersBytes())
                        .addReceiveListener(
                                new RequestListeners(List.of(firstRequests, new RequestFraming(), new UpgradeHeader())))
                        .build())
                .putUpgrader("websocket", upgrader)
                .build();
        return server.host(parts.host())
                .port(parts.port())
                .backlog(BACKLOG)
                .shutdownHook(false)
                .shutdownGracePeriod(Duration.ofMillis(500))
                .connectionOptions(SocketOptions.builder()
                        .socketSendBufferSize(SEND_BUFFER_BYTES)
                        .tcpNoDelay(true)
                        .build())
                .protocolsDiscoverServices(false) // with more than one, nothing is begun before a first byte has come
                .addConnectionSelector(firstRequests.of(http))
                // a chunk of a body comes whole or not at all; up to this, who reads the body says that it is too large
                .maxPayloadSize(2L * first.config().maxPayloadBytes())
                .maxTcpConnections(parts.maxTcpConnections())
                .addRouting(routing)
                .build();
    }
}
