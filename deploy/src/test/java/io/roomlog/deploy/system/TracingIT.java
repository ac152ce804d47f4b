package io.roomlog.deploy.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.roomlog.deploy.system.Collector.Exported;
import io.roomlog.edge.EdgeMain;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A trace follows a message from the request that published it to the sockets that got it.
@Timeout(180)
class TracingIT {
    @RegisterExtension
    static final Cluster CLUSTER = Cluster.alone();

    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final String SPAN = "b7ad6b7169203331";
    private static final Collector COLLECTOR = new Collector();

    private static EdgeMain traced;
    private static EdgeMain other;
    private static EdgeMain untraced;

    @BeforeAll
    static void start() throws InterruptedException {
        traced = CLUSTER.edge("otlp-endpoint", COLLECTOR.endpoint(), "trace-percent", "0");
        other = CLUSTER.edge("otlp-endpoint", COLLECTOR.endpoint() + "/v1/traces", "trace-percent", "0");
        untraced = CLUSTER.edge();
        CLUSTER.router("otlp-endpoint", COLLECTOR.endpoint(), "trace-percent", "0");
        try (RawClient client = RawClient.connect(traced, "starter")) {
            await("a router that answers")
                    .atMost(PATIENCE)
                    .until(() ->
                            client.ask("members", "anything").join().path("ok").asBoolean());
        }
    }

    @AfterAll
    static void stop() {
        COLLECTOR.close();
    }

    @Test
    void anEmitOverHttpIsFollowedToTheSocketsOfAllEdges() throws Exception {
        String trace = "0af7651916cd43dd8448eb211c803101";
        String room = Cluster.fresh("room");
        try (RawClient here = RawClient.connect(traced, "here");
                RawClient there = RawClient.connect(other, "there")) {
            here.done("join", room);
            there.done("join", room);
            emit(traced, room, "00-" + trace + '-' + SPAN + "-01");
            here.awaitEvents("message", 1);
            there.awaitEvents("message", 1);
            await().atMost(PATIENCE).until(() -> COLLECTOR.spans(trace).size() == 3);
            Exported publish = named(trace, "publish").getFirst();
            assertThat(publish.parentId()).isEqualTo(SPAN);
            assertThat(publish.failed()).isFalse();
            assertThat(named(trace, "deliver"))
                    .hasSize(2)
                    .extracting(Exported::parentId)
                    .containsOnly(publish.spanId());
            assertThat(traceparent(room)).isEqualTo("00-" + trace + '-' + publish.spanId() + "-01");
        }
    }

    @Test
    void aWideEmitIsFollowedThroughTheRouter() throws Exception {
        String trace = "0af7651916cd43dd8448eb211c803102";
        String room = Cluster.fresh("room");
        try (RawClient client = RawClient.connect(other, "reader")) {
            client.done("join", room);
            new Api(traced, Cluster.token("back-end"))
                    .with("traceparent", "00-" + trace + '-' + SPAN + "-01")
                    .post("/emit", Map.of("rooms", List.of(room, Cluster.fresh("room")), "event", "message"));
            client.awaitEvents("message", 1);
            await().atMost(PATIENCE).until(() -> COLLECTOR.spans(trace).size() == 3);
            Exported publish = named(trace, "publish").getFirst();
            Exported spread = named(trace, "spread").getFirst();
            assertThat(spread.parentId()).isEqualTo(publish.spanId());
            assertThat(named(trace, "deliver").getFirst().parentId()).isEqualTo(spread.spanId());
        }
    }

    @Test
    void aSocketsPublishesBelongToTheTraceOfItsHandshake() throws Exception {
        String trace = "0af7651916cd43dd8448eb211c803103";
        String room = Cluster.fresh("room");
        try (RawClient client =
                RawClient.connect(traced, "alice", Map.of("traceparent", "00-" + trace + '-' + SPAN + "-01"))) {
            client.done("join", room);
            client.done("publish", room, "message", 1);
            client.done("publish", room, "message", 2);
            client.awaitEvents("message", 2);
            await().atMost(PATIENCE).until(() -> COLLECTOR.spans(trace).size() == 4);
            assertThat(named(trace, "publish"))
                    .hasSize(2)
                    .allMatch(one -> one.parentId().equals(SPAN));
        }
    }

    @Test
    void whatIsNotToBeTracedIsNot() throws Exception {
        String unsampled = "00-0af7651916cd43dd8448eb211c803104-" + SPAN + "-00";
        String room = Cluster.fresh("room");
        String without = Cluster.fresh("room");
        try (RawClient client = RawClient.connect(traced, "alice")) {
            client.done("join", room);
            client.done("join", without);
            emit(traced, room, unsampled);
            client.done("publish", without, "message", 1);
            client.awaitEvents("message", 2);
            assertThat(traceparent(room)).isEqualTo(unsampled);
            assertThat(traceparent(without)).isEmpty();
            assertThat(COLLECTOR.spans("0af7651916cd43dd8448eb211c803104")).isEmpty();
        }
    }

    @Test
    void withoutACollectorTheContextIsHandedOnAsItCame() throws Exception {
        String parent = "00-0af7651916cd43dd8448eb211c803105-" + SPAN + "-01";
        String room = Cluster.fresh("room");
        emit(untraced, room, parent);
        assertThat(traceparent(room)).isEqualTo(parent);
        String other = Cluster.fresh("room");
        emit(untraced, other, "no traceparent");
        assertThat(traceparent(other)).isEmpty();
    }

    private static void emit(EdgeMain edge, String room, String traceparent) throws Exception {
        Api.Answer answer = new Api(edge, Cluster.token("back-end"))
                .with("traceparent", traceparent)
                .post("/emit", Map.of("room", room, "event", "message"));
        assertThat(answer.status()).isEqualTo(200);
    }

    private static String traceparent(String room) {
        return RoomsTopic.read(CLUSTER.bootstrap()).room(room).stream()
                .filter(entry -> entry.kind().equals("event"))
                .findFirst()
                .orElseThrow()
                .traceparent();
    }

    private static List<Exported> named(String trace, String name) {
        return COLLECTOR.spans(trace).stream()
                .filter(span -> span.name().equals(name))
                .toList();
    }
}
