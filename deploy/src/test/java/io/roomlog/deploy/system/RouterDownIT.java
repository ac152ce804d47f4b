package io.roomlog.deploy.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.roomlog.edge.EdgeMain;
import io.roomlog.router.RouterMain;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Without a router what only routers do is unavailable, and nothing else.
@Timeout(120)
class RouterDownIT {
    @RegisterExtension
    static final Cluster CLUSTER = Cluster.alone();

    private static final Duration PATIENCE = Duration.ofSeconds(40);

    @Test
    void whatRoutersDoIsUnavailableWithoutThemAndComesBackWithThem() throws Exception {
        EdgeMain edge = CLUSTER.edge();
        String room = Cluster.fresh("room");
        try (RawClient client = RawClient.connect(edge, "alice")) {
            client.done("join", room);
            requireAlone(client, room);
            RouterMain router = CLUSTER.router();
            awaitRouter(client, room);
            assertThat(wide(client, room).path("ok").asBoolean()).isTrue();
            router.close();
            await().until(() -> !members(client, room).path("ok").asBoolean());
            await().until(() -> !wide(client, room).path("ok").asBoolean());
            requireAlone(client, room);
            CLUSTER.router();
            awaitRouter(client, room);
        }
    }

    private static void requireAlone(RawClient client, String room) {
        assertThat(members(client, room).at("/error/code").asText()).isEqualTo("unavailable");
        assertThat(members(client, room).at("/error/message").asText()).startsWith("no router answers");
        assertThat(wide(client, room).at("/error/code").asText()).isEqualTo("unavailable");
        String offset =
                client.done("publish", room, "message", "on").get("offset").asText();
        JsonNode page = client.done("history", room, Map.of("limit", 1));
        assertThat(page.at("/messages/0/offset").asText()).isEqualTo(offset);
    }

    private static void awaitRouter(RawClient client, String room) {
        await("a router that answers")
                .atMost(PATIENCE)
                .until(() -> members(client, room).path("count").asInt() == 1);
    }

    private static JsonNode members(RawClient client, String room) {
        return client.ask("members", room).join();
    }

    private static JsonNode wide(RawClient client, String room) {
        return client.ask("publish", RawClient.object("rooms", List.of(room, "another"), "event", "wide"))
                .join();
    }
}
