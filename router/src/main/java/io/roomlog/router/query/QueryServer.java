package io.roomlog.router.query;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.HttpException;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.roomlog.common.query.RouterApi;
import io.roomlog.router.index.IndexQueries;
import io.roomlog.router.presence.PresenceViews;
import io.roomlog.router.store.LocalStores;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.HostInfo;

/// The router's web server: the paths of [RouterApi], `/health/live`, `/health/ready`, `/metrics`.
///
/// It listens before there is a topology, which has to know its port.
public final class QueryServer implements AutoCloseable {
    private static final Logger LOG = System.getLogger(QueryServer.class.getName());
    private static final Duration FAREWELL = Duration.ofMillis(200);
    private static final Set<String> QUESTIONS =
            Set.of(RouterApi.PLACES, RouterApi.FIRSTS, RouterApi.MEMBERS, RouterApi.SOCKETS);
    private static final long MAX_BODY_BYTES = 1024 * 1024;

    private final Peers peers = new Peers();
    private final WebServer server;
    private volatile Optional<Answers> answers = Optional.empty();

    /// Where answers come from.
    ///
    /// @param self the address that other routers know this one by
    /// @param roomPartitions partition count of `rooms`
    /// @param sessionPartitions partition count of `sessions`
    public record Sources(
            KafkaStreams streams,
            LocalStores stores,
            HostInfo self,
            IndexQueries index,
            PresenceViews views,
            int roomPartitions,
            int sessionPartitions) {}

    private record Answers(IndexRoutes index, PresenceRoutes presence) {}

    /// @param port 0 for a free one
    /// @param notReady why the router is not ready; empty if it is
    /// @param metrics in Prometheus' text format
    /// @param events told of each question
    public QueryServer(
            String host, int port, Supplier<Optional<String>> notReady, Supplier<String> metrics, QueryEvents events) {
        HttpRouting.Builder routing = HttpRouting.builder()
                .addFilter(QueryServer::endIfWithoutEnd)
                .addFilter((chain, request, response) -> tell(events, chain, request, response))
                .get(RouterApi.PLACES, (request, response) -> answers().index.places(request, response))
                .post(RouterApi.FIRSTS, (request, response) -> answers().index.firsts(request, response))
                .get(
                        RouterApi.MEMBERS,
                        (request, response) -> answers().presence.members(request, response))
                .get(
                        RouterApi.SOCKETS,
                        (request, response) -> answers().presence.sockets(request, response))
                .get("/health/live", (request, response) -> health(response, Optional.empty()))
                .get("/health/ready", (request, response) -> health(response, notReady.get()))
                .get(
                        "/metrics",
                        (request, response) -> response.header(HeaderValues.create(
                                        HeaderNames.CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8"))
                                .send(metrics.get()))
                .error(QueryException.class, QueryServer::refuse)
                .error(InvalidStateStoreException.class, QueryServer::refuseMoved)
                .error(HttpException.class, QueryServer::refuseHttp)
                .error(RuntimeException.class, QueryServer::fail);
        server = WebServer.builder()
                .host(host)
                .port(port)
                .shutdownHook(false)
                .shutdownGracePeriod(FAREWELL)
                .maxPayloadSize(MAX_BODY_BYTES)
                .addRouting(routing)
                .build();
    }

    public void start() {
        server.start();
    }

    /// The port, once started.
    public int port() {
        return server.port();
    }

    /// Questions are answered from now on.
    public void open(Sources from) {
        Whereabouts whereabouts = new Whereabouts(from.streams, from.self);
        answers = Optional.of(new Answers(
                new IndexRoutes(from.index, whereabouts, peers, from.roomPartitions),
                new PresenceRoutes(from.views, from.stores, whereabouts, peers, from.sessionPartitions)));
    }

    /// Helidon 4.3.1 reads the body of a request with a negative length for ever.
    private static void endIfWithoutEnd(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        if (request.headers().first(HeaderNames.CONTENT_LENGTH).orElse("").startsWith("-")) {
            throw new CloseConnectionException("a negative length");
        }
        chain.proceed();
    }

    private static void tell(QueryEvents events, FilterChain chain, RoutingRequest request, RoutingResponse response) {
        String path = request.prologue().uriPath().path();
        if (QUESTIONS.contains(path)) {
            long begin = System.nanoTime();
            String question = path.substring(path.lastIndexOf('/') + 1);
            response.whenSent(() -> events.answered(question, response.status().code(), System.nanoTime() - begin));
        }
        chain.proceed();
    }

    private Answers answers() {
        return answers.orElseThrow(() -> QueryException.unavailable("the router is starting"));
    }

    private static void health(ServerResponse response, Optional<String> problem) {
        if (problem.isPresent()) {
            response.status(Status.SERVICE_UNAVAILABLE_503);
            Json.send(response, Map.of("status", "DOWN", "reason", problem.get()));
        } else {
            Json.send(response, Map.of("status", "UP"));
        }
    }

    private static void refuse(ServerRequest request, ServerResponse response, QueryException refused) {
        response.status(refused.status());
        Json.send(response, Map.of("error", String.valueOf(refused.getMessage())));
    }

    private static void refuseHttp(ServerRequest request, ServerResponse response, HttpException refused) {
        response.status(refused.status());
        Json.send(response, Map.of("error", String.valueOf(refused.getMessage())));
    }

    private static void refuseMoved(ServerRequest request, ServerResponse response, InvalidStateStoreException moved) {
        refuse(request, response, QueryException.unavailable("a partition is being moved"));
    }

    private static void fail(ServerRequest request, ServerResponse response, RuntimeException failure) {
        LOG.log(
                Level.WARNING,
                "a question was not answered path={0}: {1}",
                request.path().path(),
                failure.toString());
        response.status(Status.SERVICE_UNAVAILABLE_503);
        Json.send(response, Map.of("error", "the router cannot answer now"));
    }

    @Override
    public void close() {
        server.stop();
        peers.close();
    }
}
