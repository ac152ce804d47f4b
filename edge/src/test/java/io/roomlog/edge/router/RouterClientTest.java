package io.roomlog.edge.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.roomlog.common.log.RecordId;
import io.roomlog.common.log.RoomKey;
import io.roomlog.common.query.Members;
import io.roomlog.common.query.Members.Member;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class RouterClientTest {
    private static final RoomKey ROOM = new RoomKey("/chat", "a room & more/ü");
    private static final String NOBODY = "{\"count\":0,\"users\":0,\"members\":[]}";

    private final List<HttpServer> servers = new ArrayList<>();
    private final Queue<String> asked = new ConcurrentLinkedQueue<>();
    private final CountDownLatch end = new CountDownLatch(1);

    /// A server that answers everything in one way.
    private String router(int status, String body) {
        return serve(exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            String question = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            asked.add(exchange.getRequestURI() + question);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
    }

    /// A server that never answers.
    private String silent() {
        return serve(exchange -> {
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
        });
    }

    private interface Answerer {
        void answer(HttpExchange exchange) throws IOException;
    }

    private String serve(Answerer answerer) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", answerer::answer);
            server.start();
            servers.add(server);
            return "127.0.0.1:" + server.getAddress().getPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// An address at which nobody listens.
    private String nobody() {
        String address = router(200, "");
        servers.removeLast().stop(0);
        return address;
    }

    @AfterEach
    void stop() {
        end.countDown();
        servers.forEach(server -> server.stop(0));
    }

    private static RouterClient client(String... routers) {
        return new RouterClient(List.of(), () -> List.of(routers), true);
    }

    @Test
    void asksAndReadsTheAnswer() {
        String router = router(
                200, "{\"count\":7,\"users\":2,\"members\":[{\"user\":\"ann\",\"id\":\"s1\",\"new\":1}],\"more\":1}");
        try (RouterClient client = client(router)) {
            assertThat(client.members(ROOM, 5)).isEqualTo(new Members(7, 2, List.of(new Member("ann", "s1", ""))));
            assertThat(asked).containsExactly("/v1/members?namespace=%2Fchat&room=a+room+%26+more%2F%C3%BC&limit=5");
        }
    }

    @Test
    void everyQuestionHasItsParameters() {
        String router =
                router(200, "{\"sockets\":[],\"indexed\":9,\"offsets\":[3,-1],\"more\":true,\"count\":0,\"users\":0}");
        try (RouterClient client = client(router)) {
            assertThat(client.sockets("/", Optional.empty(), 3).sockets()).isEmpty();
            assertThat(client.sockets("/", Optional.of("r"), 3).sockets()).isEmpty();
            assertThat(client.before(new RoomKey("/", "r"), 12, 2).offsets()).containsExactly(3L, -1L);
            assertThat(client.after(new RoomKey("/", "r"), 12, 2).more()).isTrue();
            RecordId id = RecordId.of("x");
            assertThat(client.ask(4, List.of(id)).indexed()).isEqualTo(9);
            assertThat(asked)
                    .containsExactly(
                            "/v1/sockets?namespace=%2F&limit=3",
                            "/v1/sockets?namespace=%2F&room=r&limit=3",
                            "/v1/places?namespace=%2F&room=r&limit=2&before=12",
                            "/v1/places?namespace=%2F&room=r&limit=2&after=12",
                            "/v1/firsts{\"partition\":4,\"ids\":[\"" + id.hex() + "\"]}");
        }
    }

    @Test
    void whereOneDoesNotAnswerAnotherIsAsked() {
        String good = router(200, NOBODY);
        for (String bad : List.of(nobody(), silent(), router(503, "{}"), router(200, "[]"), router(200, ""), "no:x")) {
            try (RouterClient client = client(bad, good)) {
                assertThat(client.members(ROOM, 1).count()).as("beside %s", bad).isZero();
            }
        }
    }

    @Test
    void oneThatHasFailedIsNotWaitedForAgain() {
        try (RouterClient client = client(silent(), router(200, NOBODY))) {
            client.members(ROOM, 1);
            long begin = System.nanoTime();
            for (int i = 0; i < 10; i++) {
                client.members(ROOM, 1);
            }
            assertThat(System.nanoTime() - begin).isLessThan(900_000_000);
        }
    }

    @Test
    void whereNobodyAnswersItSaysSoAndNoAddress() {
        try (RouterClient client = client()) {
            assertThat(client.areKnown()).isFalse();
            assertThatThrownBy(() -> client.members(ROOM, 1))
                    .isInstanceOf(RouterException.class)
                    .hasMessageStartingWith("no router answers");
        }
        String router = nobody();
        try (RouterClient client = client(router)) {
            assertThat(client.areKnown()).isTrue();
            assertThatThrownBy(() -> client.ask(1, List.of()))
                    .isInstanceOf(RouterException.class)
                    .hasMessageStartingWith("no router answers")
                    .hasMessageNotContaining(router);
        }
    }

    @Test
    void configuredRoutersAreAskedInPlaceOfThoseThatAreKnown() {
        try (RouterClient client = new RouterClient(List.of(router(200, NOBODY)), List::of, true)) {
            assertThat(client.members(ROOM, 1).count()).isZero();
            assertThat(client.areKnown()).isFalse();
        }
    }
}
