package io.roomlog.edge;

import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.HttpService;
import io.roomlog.common.config.Configuration;
import io.roomlog.common.config.ConfigurationException;
import io.roomlog.common.config.Settings;
import io.roomlog.common.log.LeaseRecord.Peering;
import io.roomlog.common.log.RoomKey;
import io.roomlog.common.trace.Tracing;
import io.roomlog.edge.api.ApiRoutes;
import io.roomlog.edge.app.Publisher;
import io.roomlog.edge.app.Quotas;
import io.roomlog.edge.app.RoomCalls;
import io.roomlog.edge.app.RoomPolicy;
import io.roomlog.edge.app.RoomsApplication;
import io.roomlog.edge.app.VerbEvents;
import io.roomlog.edge.auth.TokenKeys;
import io.roomlog.edge.auth.TokenMiddleware;
import io.roomlog.edge.auth.TokenPlaces;
import io.roomlog.edge.auth.TokenVerifier;
import io.roomlog.edge.canary.Canary;
import io.roomlog.edge.canary.CanaryGuard;
import io.roomlog.edge.canary.OwnPort;
import io.roomlog.edge.engineio.Admission;
import io.roomlog.edge.engineio.EngineConfig;
import io.roomlog.edge.engineio.EngineHandler;
import io.roomlog.edge.engineio.EngineServer;
import io.roomlog.edge.history.RoomHistory;
import io.roomlog.edge.http.AdminRoutes;
import io.roomlog.edge.http.RequestFraming;
import io.roomlog.edge.lease.Leases;
import io.roomlog.edge.lease.Regions;
import io.roomlog.edge.limit.ClientAddresses;
import io.roomlog.edge.limit.Limits;
import io.roomlog.edge.limit.OpenFiles;
import io.roomlog.edge.log.Headroom;
import io.roomlog.edge.log.Log;
import io.roomlog.edge.log.LogConfig;
import io.roomlog.edge.metrics.EdgeMetrics;
import io.roomlog.edge.peer.Peers;
import io.roomlog.edge.room.Dispatcher;
import io.roomlog.edge.room.DispatcherBounds;
import io.roomlog.edge.room.RoomLog;
import io.roomlog.edge.router.RouterClient;
import io.roomlog.edge.session.SessionIds;
import io.roomlog.edge.session.Sessions;
import io.roomlog.edge.socketio.SocketIoConfig;
import io.roomlog.edge.socketio.SocketIoServer;
import io.roomlog.edge.tls.ServerTls;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// One edge: the list of its parts, in the order in which they start; they stop in reverse.
public final class EdgeMain implements AutoCloseable {
    private static final Duration LOG_PATIENCE = Duration.ofSeconds(30);
    private static final Duration FAREWELL = Duration.ofMillis(1_500);
    private static final String SOCKET_IO_PATH = "/socket.io/";

    private final EdgeMetrics metrics;
    private final Tracing tracing;
    private final Optional<ServerTls> tls;
    private final ScheduledThreadPoolExecutor timer;
    private final Log log;
    private final Leases leases;
    private final Regions regions;
    private final Peers peers;
    private final RouterClient routers;
    private final Dispatcher dispatcher;
    private final RoomLog rooms;
    private final Sessions sessions;
    private final RoomHistory history;
    private final SocketIoServer socketIo;
    private final WebServer admin;
    private final Configuration configuration;
    private final Limits limits;
    private final Admission admission;
    private final ClientAddresses addresses;
    private final List<EngineServer> engines = new ArrayList<>();
    private final Map<String, HttpService> services = new HashMap<>();
    private Optional<Canary> canary = Optional.empty();
    private @Nullable WebServer web;
    private @Nullable TokenVerifier verifier;
    private volatile Optional<String> notReady = Optional.of("starting");
    private final CompletableFuture<String> failure = new CompletableFuture<>();

    /// Starts an edge with the rooms application.
    ///
    /// @throws ConfigurationException if there is no key for tokens, or a file of TLS or of Kafka is not good
    /// @throws IllegalStateException if the log cannot be reached, or is not safe, or a port is taken
    public static EdgeMain start(Configuration configuration) throws InterruptedException {
        return startRooms(configuration, UnaryOperator.identity());
    }

    /// Starts an edge with the rooms application and a policy of one's own.
    ///
    /// @param policy makes it, given that of tokens, which it may ask
    /// @throws ConfigurationException if there is no key for tokens
    /// @throws IllegalStateException if the log cannot be reached, or a port is taken
    public static EdgeMain startRooms(Configuration configuration, UnaryOperator<RoomPolicy> policy)
            throws InterruptedException {
        TokenKeys keys = TokenKeys.of(configuration);
        boolean open = configuration.get(Settings.DEFAULT_RIGHTS).equals("open");
        RoomPolicy all = policy.apply(RoomPolicy.ofTokens(open));
        return start(configuration, edge -> edge.serveRooms(keys, all));
    }

    private void serveRooms(TokenKeys keys, RoomPolicy policy) {
        TokenVerifier tokens = keys.verifier(Clock.systemUTC(), metrics.auth());
        verifier = tokens;
        metrics.keys(() -> tokens.keysAge().toMillis() / 1e3);
        TokenMiddleware authentication =
                new TokenMiddleware(tokens, new TokenPlaces(configuration.get(Settings.TOKEN_PARAMETER)));
        CanaryGuard guard = new CanaryGuard();
        if (configuration.get(Settings.TOKEN_ON_HANDSHAKE)) {
            socketIo.onHandshake(request ->
                    guard.knows(request.header("authorization")) ? Optional.empty() : authentication.refuse(request));
        }
        Set<String> namespaces = new LinkedHashSet<>(configuration.get(Settings.NAMESPACES));
        namespaces.add(RoomKey.DEFAULT_NAMESPACE);
        Quotas quotas = new Quotas(limits, metrics.sockets());
        Publisher publisher = new Publisher(rooms, tracing);
        RoomsApplication application =
                new RoomsApplication(rooms, publisher, history, routers, policy, quotas, tokens, metrics.verbs());
        namespaces.forEach(namespace -> application.install(socketIo, namespace, authentication));
        if (configuration.get(Settings.CANARY)) {
            new RoomsApplication(
                            rooms,
                            publisher,
                            history,
                            routers,
                            RoomPolicy.ofTokens(true),
                            new Quotas(Limits.NONE, metrics.sockets()),
                            tokens,
                            VerbEvents.NONE)
                    .install(socketIo, Canary.NAMESPACE, guard);
            canary = Optional.of(canary(guard));
        }
        RoomCalls calls = new RoomCalls(
                rooms, publisher, history, routers, policy, quotas, namespaces, "http-" + UUID.randomUUID());
        serve(ApiRoutes.PATH, new ApiRoutes(calls, tokens, configuration.get(Settings.MAX_PAYLOAD), metrics.verbs()));
    }

    private Canary canary(CanaryGuard guard) {
        return new Canary(
                guard,
                "canary-" + UUID.randomUUID(),
                configuration.get(Settings.CANARY_INTERVAL),
                new Canary.Surroundings(
                        log.layout().roomPartitions(),
                        dispatcher::roomsByPartition,
                        dispatcher.lag()::seconds,
                        log.probe()::reachable),
                metrics.canary());
    }

    /// Starts an edge with an application of one's own.
    ///
    /// @param application sets up namespaces on [#socketIo()], before the first client can connect
    public static EdgeMain start(Configuration configuration, Consumer<EdgeMain> application)
            throws InterruptedException {
        EdgeMain edge = new EdgeMain(configuration);
        try {
            edge.open(application);
            return edge;
        } catch (RuntimeException e) {
            edge.close();
            throw e;
        }
    }

    private EdgeMain(Configuration configuration) throws InterruptedException {
        this.configuration = configuration;
        metrics = new EdgeMetrics(configuration.get(Settings.REGION), configuration.get(Settings.DELIVERY_TIMES));
        limits = Limits.of(configuration);
        admission = new Admission(limits, metrics.sockets());
        addresses = new ClientAddresses(configuration.get(Settings.TRUSTED_PROXIES));
        tls = ServerTls.of(configuration);
        timer = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("edge-timer").factory());
        timer.setRemoveOnCancelPolicy(true);
        String id = configuration.edgeId(configuration.get(Settings.PORT));
        tracing = Tracing.of(configuration, "roomlog-edge", id);
        log = Log.open(
                LogConfig.of(configuration, id, metrics.clients()), timer, metrics.log(), this::fail, LOG_PATIENCE);
        leases = new Leases(
                log,
                id,
                configuration.get(Settings.REGION),
                configuration.get(Settings.LEASE),
                this::peering,
                this::holdAgain,
                () -> fail("the lease is no longer renewed"));
        regions =
                new Regions(log, configuration.get(Settings.LEASE), () -> fail("other regions are no longer followed"));
        peers = new Peers(
                leases::edges,
                OpenFiles.ofThisProcess().forwarded(configuration.get(Settings.MAX_FORWARDED)),
                metrics.peers());
        routers = new RouterClient(
                configuration.get(Settings.ROUTERS),
                leases::routers,
                !configuration.get(Settings.MIRRORED_REGIONS).isEmpty());
        byte[] key = id.getBytes(StandardCharsets.UTF_8);
        dispatcher = new Dispatcher(
                log,
                key,
                metrics.rooms(),
                tracing,
                timer,
                DispatcherBounds.of(configuration),
                () -> fail("the tail of the log has ended by an error"));
        int partitions = log.layout().roomPartitions();
        int home = RoomKey.partitionOf(key, partitions);
        dispatcher.start();
        rooms = new RoomLog(log, dispatcher, routers, metrics.rooms(), configuration.get(Settings.PUBLISH_TIMEOUT));
        history = new RoomHistory(
                log,
                dispatcher.reader(),
                routers,
                metrics.history(),
                configuration.get(Settings.HISTORY_BUDGET),
                configuration.get(Settings.MAX_QUEUE_BYTES));
        sessions = new Sessions(
                log,
                dispatcher,
                rooms,
                new SessionIds(home, partitions),
                timer,
                metrics.sessions(),
                Sessions.Terms.of(configuration),
                leases::incarnation,
                regions::isHeard);
        socketIo = new SocketIoServer(
                SocketIoConfig.of(configuration, limits), sessions, rooms, routers, timer, metrics.sockets());
        serve(EngineConfig.of(configuration, SOCKET_IO_PATH), socketIo);
        admin = WebServer.builder()
                .host(configuration.get(Settings.ADMIN_HOST))
                .port(configuration.get(Settings.ADMIN_PORT))
                .shutdownHook(false)
                .addRouting(HttpRouting.builder()
                        .addFilter(new RequestFraming())
                        .register(new AdminRoutes(this::notReady, metrics::scrape)))
                .build();
    }

    private void open(Consumer<EdgeMain> application) throws InterruptedException {
        application.accept(this);
        regions.start();
        leases.start(configuration.edgeAddress(configuration.get(Settings.PORT)), LOG_PATIENCE);
        EdgeServer.Parts parts = EdgeServer.Parts.of(
                configuration,
                tls.map(ServerTls::tls),
                engines,
                services,
                OpenFiles.ofThisProcess().tcpConnections(configuration.get(Settings.MAX_CONNECTIONS), peers.most()),
                metrics.engine());
        WebServer clients = EdgeServer.create(parts, timer);
        web = clients;
        tls.ifPresent(it -> {
            metrics.certificate(it::endsAtSeconds);
            it.watch(timer, configuration.get(Settings.TLS_RELOAD), leases::renew);
        });
        measure();
        admin.start();
        clients.start();
        leases.moveTo(configuration.edgeAddress(clients.port()));
        notReady = Optional.empty();
        canary.ifPresent(it -> it.start(
                OwnPort.address(configuration.get(Settings.HOST), clients.port(), tls.isPresent(), SOCKET_IO_PATH)));
    }

    private void measure() {
        Headroom headroom = new Headroom(
                log.offsets(),
                configuration.get(Settings.RETENTION),
                dispatcher.lag()::slots,
                sessions.pasts()::oldestStamp,
                timer);
        headroom.start();
        metrics.log(log.probe(), dispatcher.lag(), headroom, log.layout().slots());
        metrics.present(
                () -> notReady().isEmpty(),
                socketIo::count,
                () -> leases.routers().size(),
                () -> engines.stream().flatMapToLong(EngineServer::queuedBytes));
    }

    /// Serves Engine.IO on one more path. While the application sets itself up only.
    public void serve(EngineConfig config, EngineHandler handler) {
        engines.add(new EngineServer(config, handler, metrics.engine(), admission, addresses, peers, timer));
    }

    /// Serves HTTP on one more path and what is below it. While the application sets itself up only.
    public void serve(String path, HttpService service) {
        services.put(path, service);
    }

    /// What this edge cannot go on with. Its clients are told to go elsewhere; the process is to be ended.
    ///
    /// @return completed with the reason, on a thread that must not block
    public CompletableFuture<String> failure() {
        return failure.copy();
    }

    private void fail(String reason) {
        if (failure.complete(reason)) {
            timer.execute(() -> {
                engines.forEach(EngineServer::refuseHandshakes);
                socketIo.drain();
            });
        }
    }

    /// Others took this edge for dead; what it still holds is recorded under its new incarnation.
    private void holdAgain() {
        metrics.leaseLost();
        sessions.holdAgain();
    }

    private Peering peering() {
        return peers.peering(tls.map(ServerTls::certificate));
    }

    private Optional<String> notReady() {
        if (failure.isDone()) {
            return Optional.of(failure.join());
        }
        return notReady.or(() -> log.probe().reachable() ? Optional.empty() : Optional.of("the log is not reachable"));
    }

    /// Where applications set up their namespaces.
    public SocketIoServer socketIo() {
        return socketIo;
    }

    /// Appends to rooms, for applications of one's own.
    public RoomLog rooms() {
        return rooms;
    }

    /// The port for clients, once started.
    public int port() {
        return Objects.requireNonNull(web).port();
    }

    /// The port for health and metrics, once started.
    public int adminPort() {
        return admin.port();
    }

    /// Tells the clients, so that they connect elsewhere, and stops the parts in reverse order. Takes 5 s or
    /// less.
    @Override
    public void close() {
        notReady = Optional.of("stopping");
        canary.ifPresent(Canary::close);
        engines.forEach(EngineServer::refuseHandshakes);
        socketIo.drain();
        engines.forEach(engine -> engine.awaitSockets(FAREWELL));
        peers.close();
        if (web != null) {
            web.stop();
        }
        admin.stop();
        if (verifier != null) {
            verifier.close();
        }
        routers.close();
        leases.close();
        regions.close();
        dispatcher.close();
        log.close();
        tracing.close();
        timer.shutdownNow();
        metrics.close();
    }
}
