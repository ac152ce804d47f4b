package io.roomlog.edge.router;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.roomlog.common.cursor.Epoch;
import io.roomlog.common.log.RecordId;
import io.roomlog.common.log.RoomKey;
import io.roomlog.common.query.Firsts;
import io.roomlog.common.query.Members;
import io.roomlog.common.query.Places;
import io.roomlog.common.query.RemoteSockets;
import io.roomlog.common.query.RouterApi;
import io.roomlog.edge.room.RoomLog;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/// Asks routers, one after the other until one answers. Blocking, for twice an answer's time at most; thread-safe.
public final class RouterClient implements RoomLog.Routers, AutoCloseable {
    private static final Logger LOG = System.getLogger(RouterClient.class.getName());
    private static final Duration CONNECT = Duration.ofMillis(300);
    private static final Duration ANSWER = Duration.ofSeconds(1);
    /// For what a publish waits for.
    private static final Duration SHORT_ANSWER = Duration.ofMillis(300);

    private static final int MAX_IDS = 10_000;
    private static final int FEW_IDS = 100;
    private static final int OK = 200;
    private static final ObjectMapper JSON =
            new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private static final Duration TOLD_EVERY = Duration.ofSeconds(10);

    private final AtomicLong toldNanos = new AtomicLong(System.nanoTime() - TOLD_EVERY.toNanos());
    private final RouterChoice choice;
    private final Supplier<List<String>> live;
    private final boolean severalRegions;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .executor(Executors.newThreadPerTaskExecutor(
                    Thread.ofVirtual().name("edge-ask-", 0).factory()))
            .build();

    /// @param configured the routers to ask, `host:port`; none for those that are known to live
    /// @param live the routers that are known to live at the moment
    /// @param severalRegions whether it is told which region a member is in
    public RouterClient(List<String> configured, Supplier<List<String>> live, boolean severalRegions) {
        this.live = live;
        this.severalRegions = severalRegions;
        this.choice = new RouterChoice(configured.isEmpty() ? live : () -> configured, System::nanoTime);
    }

    /// Whether any router is known to live: without one, what only routers do is not begun.
    @Override
    public boolean areKnown() {
        return !live.get().isEmpty();
    }

    /// Who is in a room, on all edges.
    ///
    /// @param limit most members that are named, 1 to 10,000
    /// @throws RouterException if no router answers
    public Members members(RoomKey room, int limit) {
        String query = query(room.namespace(), Optional.of(room.room()), limit);
        Members members = get(RouterApi.MEMBERS + query, Members.class);
        return severalRegions ? members : members.withoutRegions();
    }

    /// The sockets of a namespace, or of one of its rooms, on all edges.
    ///
    /// @param limit most sockets, 1 to 10,000
    /// @throws RouterException if no router answers
    public RemoteSockets sockets(String namespace, Optional<String> room, int limit) {
        return get(RouterApi.SOCKETS + query(namespace, room, limit), RemoteSockets.class);
    }

    /// Where a room's newest events before an offset lie.
    ///
    /// @param limit most places, 1 to 10,000
    /// @throws RouterException if no router answers
    public Places before(RoomKey room, long offset, int limit) {
        return places(room, RouterApi.BEFORE, offset, limit);
    }

    /// Where a room's oldest events from an offset on lie.
    ///
    /// @param limit most places, 1 to 10,000
    /// @throws RouterException if no router answers
    public Places after(RoomKey room, long offset, int limit) {
        return places(room, RouterApi.AFTER, offset, limit);
    }

    private Places places(RoomKey room, String direction, long offset, int limit) {
        String query = query(room.namespace(), Optional.of(room.room()), limit);
        return get(RouterApi.PLACES + query + '&' + direction + '=' + offset, Places.class);
    }

    /// Where records with some ids lie first.
    ///
    /// @param partition of `rooms`
    /// @throws RouterException if no router answers
    Firsts ask(int partition, List<RecordId> ids) {
        try {
            byte[] question = JSON.writeValueAsBytes(new Firsts.Question(
                    partition, ids.stream().map(RecordId::hex).toList()));
            HttpRequest.Builder request = HttpRequest.newBuilder()
                    .header("content-type", "application/json")
                    .POST(BodyPublishers.ofByteArray(question));
            return ask(RouterApi.FIRSTS, request, ids.size() > FEW_IDS ? ANSWER : SHORT_ANSWER, Firsts.class);
        } catch (IOException e) {
            throw new IllegalStateException("a question is always JSON", e);
        }
    }

    @Override
    public List<Optional<RoomLog.First>> firsts(int partition, List<RecordId> ids) {
        List<Optional<RoomLog.First>> firsts = new ArrayList<>();
        try {
            for (int from = 0; areKnown() && from < ids.size(); from += MAX_IDS) {
                List<RecordId> some = ids.subList(from, Math.min(ids.size(), from + MAX_IDS));
                Firsts answer = ask(partition, some);
                for (int i = 0; i < some.size(); i++) {
                    firsts.add(first(answer, i));
                }
            }
        } catch (RouterException e) {
            LOG.log(Level.DEBUG, "ids not asked for: {0}", e.getMessage());
        }
        return firsts.size() == ids.size() ? firsts : List.of();
    }

    private static Optional<RoomLog.First> first(Firsts answer, int number) {
        long offset = answer.offsets().get(number);
        return offset >= 0
                ? Optional.of(new RoomLog.First(Optional.empty(), offset))
                : Optional.ofNullable(answer.elsewhere().get(number))
                        .map(found -> new RoomLog.First(Optional.of(new Epoch(found.epoch())), found.offset()));
    }

    private static String query(String namespace, Optional<String> room, int limit) {
        return '?'
                + RouterApi.NAMESPACE
                + '='
                + encoded(namespace)
                + room.map(name -> '&' + RouterApi.ROOM + '=' + encoded(name)).orElse("")
                + '&'
                + RouterApi.LIMIT
                + '='
                + limit;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private <T> T get(String pathAndQuery, Class<T> type) {
        return ask(pathAndQuery, HttpRequest.newBuilder().GET(), ANSWER, type);
    }

    private <T> T ask(String pathAndQuery, HttpRequest.Builder request, Duration patience, Class<T> type) {
        long deadlineNanos = System.nanoTime() + 2 * patience.toNanos();
        String problem = "none is known to live; start one with `roomlog router`, or name them with --routers";
        for (String router : choice.inOrder()) {
            long left = Math.min(patience.toNanos(), deadlineNanos - System.nanoTime());
            if (left <= 0) {
                break;
            }
            try {
                T answer = ask(router, pathAndQuery, request, left, type);
                choice.answered(router);
                return answer;
            } catch (IOException | TimeoutException e) {
                choice.failed(router);
                problem = router + ": " + (e instanceof TimeoutException ? "not in time" : e) + "; see to the routers";
            }
        }
        // for operators; whoever asked may be a client, and is not told addresses
        long now = System.nanoTime();
        long told = toldNanos.get();
        if (now - told > TOLD_EVERY.toNanos() && toldNanos.compareAndSet(told, now)) {
            LOG.log(Level.WARNING, "no router answers: {0}", problem);
        }
        throw new RouterException("no router answers; the log of the edge says why");
    }

    private <T> T ask(String router, String pathAndQuery, HttpRequest.Builder request, long nanos, Class<T> type)
            throws IOException, TimeoutException {
        HttpRequest whole = request.copy().uri(uri(router, pathAndQuery)).build();
        CompletableFuture<HttpResponse<byte[]>> answer = http.sendAsync(whole, BodyHandlers.ofByteArray());
        try {
            HttpResponse<byte[]> response = answer.get(nanos, TimeUnit.NANOSECONDS);
            if (response.statusCode() != OK) {
                throw new IOException("status " + response.statusCode());
            }
            T value = JSON.readValue(response.body(), type);
            if (value == null) {
                throw new IOException("an empty answer");
            }
            return value;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw e;
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new RouterException("no router was asked to the end: interrupted");
        }
    }

    /// An address is what a router says of itself: it may be anything.
    private static URI uri(String router, String pathAndQuery) throws IOException {
        try {
            URI uri = new URI("http://" + router + pathAndQuery);
            if (uri.getHost() == null) {
                throw new IOException("not an address");
            }
            return uri;
        } catch (URISyntaxException e) {
            throw new IOException("not an address", e);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
