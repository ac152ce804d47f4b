package io.roomlog.router.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.roomlog.router.TopologyRun.Offsets;
import io.roomlog.router.index.IndexEvents;
import io.roomlog.router.index.IndexQueries;
import io.roomlog.router.index.RoomIndex;
import io.roomlog.router.presence.PresenceViews;
import io.roomlog.router.store.LocalStores;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.HostInfo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The API of a router that has no partition.
@Timeout(60)
class QueryServerTest {
    private static final String PLACES = "/v1/places?namespace=/&room=lobby&limit=10&before=5";

    private final HttpClient http = HttpClient.newHttpClient();
    private final QueryServer server = new QueryServer(
            "127.0.0.1", 0, () -> Optional.of("it is a test"), () -> "metrics", (question, status, nanos) -> {});

    private static final class Uncounted implements IndexEvents {
        @Override
        public void indexed() {
            // nothing is
        }

        @Override
        public void repeated() {
            // nothing is
        }

        @Override
        public void moved() {
            // nothing is
        }

        @Override
        public void pruned(int entries) {
            // nothing is
        }

        @Override
        public void deadLettered(String topic) {
            // nothing is
        }
    }

    @AfterEach
    void stop() {
        server.close();
        http.close();
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                        .build(),
                BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private static void require(HttpResponse<String> response, int status, String error) throws IOException {
        assertThat(response.statusCode()).isEqualTo(status);
        Map<?, ?> body = new ObjectMapper().readValue(response.body(), Map.class);
        assertThat(String.valueOf(body.get("error"))).contains(error);
    }

    @Test
    void beforeThereIsATopologyHealthIsAnsweredAndNoQuestion() throws Exception {
        server.start();
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
        assertThat(get("/health/ready").statusCode()).isEqualTo(503);
        assertThat(get("/health/ready").body()).contains("it is a test");
        assertThat(get("/metrics").body()).isEqualTo("metrics");
        require(get(PLACES), 503, "starting");
    }

    @Test
    void whatMakesNoSenseIsRefusedByNameAndWhatIsNotHereIsUnavailable() throws Exception {
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "127.0.0.1:1");
        Topology topology = new Topology();
        RoomIndex index = new RoomIndex(16, List.of(), Offsets.NONE, Duration.ofMinutes(1), new Uncounted());
        index.addTo(topology);
        try (KafkaStreams streams = new KafkaStreams(topology, settings)) {
            LocalStores stores = new LocalStores(streams);
            server.start();
            server.open(new QueryServer.Sources(
                    streams,
                    stores,
                    new HostInfo("127.0.0.1", 1),
                    new IndexQueries(index, partition -> stores.of(RoomIndex.STORE, partition)),
                    new PresenceViews(),
                    16,
                    16));
            require(get("/v1/members?namespace=/&room=lobby"), 400, "limit");
            require(get("/v1/members?namespace=/&room=lobby&limit=0"), 400, "limit");
            require(get("/v1/members?namespace=/&room=lobby&limit=10001"), 400, "limit");
            require(get("/v1/members?namespace=/&room=lobby&limit=many"), 400, "limit");
            require(get("/v1/members?namespace=chat&room=lobby&limit=1"), 400, "namespace");
            require(get("/v1/members?namespace=/&limit=1"), 400, "room");
            require(get("/v1/places?namespace=/&room=lobby&limit=1"), 400, "before, after");
            require(get(PLACES + "&after=1"), 400, "before, after");
            require(get("/v1/places?namespace=/&room=lobby&limit=1&after=-1"), 400, "after");
            require(post("/v1/firsts", "{"), 400, "question");
            require(post("/v1/firsts", "{\"partition\":16,\"ids\":[]}"), 400, "partition");
            require(post("/v1/firsts", "{\"partition\":0}"), 400, "question");
            require(post("/v1/firsts", "{\"partition\":0,\"ids\":[\"xyz\"]}"), 400, "hexadecimal");
            require(post("/v1/firsts", "{\"partition\":0,\"ids\":[\"00\"]}"), 400, "hexadecimal");
            require(get(PLACES), 503, "no router");
            require(get(PLACES + "&local=true"), 503, "no router");
            require(post("/v1/firsts", "{\"partition\":0,\"ids\":[]}"), 503, "no router");
            require(get("/v1/members?namespace=/&room=lobby&limit=1"), 503, "16 of 16");
            require(get("/v1/sockets?namespace=/&limit=1"), 503, "16 of 16");
            assertThat(get("/v1/members?namespace=/&room=lobby&limit=1&local=true")
                            .body())
                    .isEqualTo("{}");
        }
    }
}
