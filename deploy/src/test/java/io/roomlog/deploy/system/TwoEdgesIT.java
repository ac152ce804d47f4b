package io.roomlog.deploy.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.roomlog.edge.EdgeMain;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// One room on two edges.
@Timeout(120)
class TwoEdgesIT {
    @RegisterExtension
    static final Cluster CLUSTER = new Cluster();

    private static final int ENOUGH = 300;

    private static EdgeMain first;
    private static EdgeMain second;

    @BeforeAll
    static void start() throws InterruptedException {
        first = CLUSTER.edge();
        second = CLUSTER.edge();
    }

    @Test
    void allSocketsOfARoomSeeOneOrderThatOfTheLog() {
        String room = Cluster.fresh("shared");
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            clients.add(RawClient.connect(first, "reader"));
            clients.add(RawClient.connect(second, "reader"));
        }
        clients.forEach(client -> client.done("join", room));
        Flood.during(
                List.of(first, second), List.of(room), () -> clients.getFirst().awaitEvents("message", ENOUGH));
        List<JsonNode> logged = RoomsTopic.read(CLUSTER.bootstrap()).room(room).stream()
                .filter(entry -> entry.kind().equals("event"))
                .map(entry -> entry.event().get(1))
                .toList();
        assertThat(logged).hasSizeGreaterThanOrEqualTo(ENOUGH);
        for (RawClient client : clients) {
            assertThat(client.awaitEvents("message", logged.size()))
                    .extracting(packet -> packet.arguments().get(0))
                    .containsExactlyElementsOf(logged);
        }
        clients.forEach(RawClient::close);
    }

    @Test
    void comingsAndGoingsAreToldOnTheOtherEdge() {
        String room = Cluster.fresh("shared");
        try (RawClient witness = RawClient.connect(second, "witness");
                RawClient client = RawClient.connect(first, "visitor")) {
            witness.done("join", room);
            client.done("join", room);
            var about = RawClient.object("room", room, "user", "visitor", "id", client.sid());
            witness.awaitEvent("user-joined", about);
            client.done("leave", room);
            witness.awaitEvent("user-left", about);
            assertThat(client.events("user-joined")).isEmpty();
            assertThat(client.events("user-left")).isEmpty();
        }
    }

    @Test
    void aBroadcastLeavesItsSenderOutOnly() {
        String room = Cluster.fresh("shared");
        try (RawClient sender = RawClient.connect(first, "same");
                RawClient near = RawClient.connect(first, "same");
                RawClient far = RawClient.connect(second, "same")) {
            List.of(sender, near, far).forEach(client -> client.done("join", room));
            sender.done("broadcast", room, "message", "others", true);
            sender.done("publish", room, "message", "all", true);
            List.of(sender, near, far).forEach(client -> client.awaitEvent("message", "all"));
            assertThat(sender.events("message")).hasSize(1);
            assertThat(near.events("message")).hasSize(2);
            assertThat(far.events("message")).hasSize(2);
        }
    }
}
