package io.roomlog.deploy.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomlog.common.log.RoomKey;
import io.roomlog.deploy.system.RawClient.Received;
import io.roomlog.edge.EdgeMain;
import io.roomlog.edge.socketio.NamespaceOptions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A socket that is held for longer than what comes for it may wait: what is let go is read back from the log.
@Timeout(120)
class HeldIT {
    private static final int MESSAGES = 400;
    private static final String BODY = "x".repeat(1_000);

    @RegisterExtension
    static final Cluster CLUSTER = new Cluster();

    private final CountDownLatch joining = new CountDownLatch(1);
    private final CountDownLatch published = new CountDownLatch(1);

    @Test
    void getsAllThatHasComeMeanwhileInOrder() throws InterruptedException {
        String busy = Cluster.room(1);
        String other = Cluster.room(3);
        EdgeMain publishing = CLUSTER.edge();
        EdgeMain edge = CLUSTER.edge(this::application, "max-queue-bytes", "64KB");
        try (RawClient client = RawClient.open(edge);
                RawClient publisher = RawClient.connect(publishing, "publisher")) {
            client.begin("/", Map.of());
            client.done("join", busy);
            var slow = client.ask("join slowly", other);
            joining.await();
            IntStream.range(0, MESSAGES)
                    .mapToObj(i -> publisher.ask("publish", i % 10 == 0 ? other : busy, "held", i, BODY, true))
                    .toList()
                    .forEach(sent -> sent.join());
            published.countDown();
            assertThat(slow.join().get("ok").asBoolean()).isTrue();
            List<Received> held = client.awaitEvents("held", MESSAGES);
            publisher.done("publish", busy, "end", "of " + busy, true);
            client.awaitEvent("end", "of " + busy);
            assertThat(client.events("held")).hasSize(MESSAGES);
            for (String room : List.of(busy, other)) {
                assertThat(held.stream()
                                .map(event -> event.arguments().get(0).asInt())
                                .filter(i -> (i % 10 == 0 ? other : busy).equals(room)))
                        .isSorted();
            }
            new Trace(RoomsTopic.read(CLUSTER.bootstrap()), client.received()).requireExactOffsets();
        }
    }

    private void application(EdgeMain edge) {
        edge.socketIo().of(RoomKey.DEFAULT_NAMESPACE, NamespaceOptions.DEFAULT).onConnection(socket -> {
            socket.on("join", event -> {
                String room = event.arguments().get(0).asText();
                socket.join(room, at -> event.ack(Map.of("ok", true)));
            });
            socket.on("join slowly", event -> {
                String room = event.arguments().get(0).asText();
                socket.join(room, at -> {
                    joining.countDown();
                    awaitPublished();
                    event.ack(Map.of("ok", true));
                });
            });
        });
    }

    private void awaitPublished() {
        try {
            published.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
