package io.roomlog.deploy.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomlog.edge.EdgeMain;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// An edge that goes down in order.
@Timeout(120)
class DrainIT {
    @RegisterExtension
    static final Cluster CLUSTER = new Cluster();

    private static final int CLIENTS = 200;
    private static final Duration CLOSE = Duration.ofSeconds(5);

    @Test
    void tellsEveryClientAndEndsInTime() throws InterruptedException {
        EdgeMain edge = CLUSTER.edge();
        String room = Cluster.fresh("crowd");
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(RawClient.connect(edge, "user-" + i));
        }
        clients.stream().map(client -> client.ask("join", room)).toList().forEach(CompletableFuture::join);
        long began = System.nanoTime();
        edge.close();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(CLOSE);
        for (RawClient client : clients) {
            var closing = client.await("closing", packet -> packet.is("closing"));
            assertThat(closing.arguments().get(0).get("code").asText()).isEqualTo("draining");
            client.awaitEnd();
        }
    }

    @Test
    void whoWasToldResumesOnAnotherEdgeAndMissesNothing() throws InterruptedException {
        EdgeMain old = CLUSTER.edge();
        EdgeMain next = CLUSTER.edge();
        String room = Cluster.fresh("crowd");
        try (RawClient client = RawClient.connect(old, "mover");
                RawClient publisher = RawClient.connect(next, "publisher")) {
            client.done("join", room);
            old.close();
            client.awaitEnd();
            publisher.done("publish", room, "message", "missed", true);
            try (RawClient back = RawClient.resume(next, "mover", client.pid(), client.lastOffset())) {
                back.awaitEvent("message", "missed");
                assertThat(back.sid()).isEqualTo(client.sid());
            }
        }
    }
}
