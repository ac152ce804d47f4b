package io.roomlog.deploy.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomlog.deploy.system.RawClient.Received;
import io.roomlog.edge.EdgeMain;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A client that has missed more than may wait for it at a time.
@Timeout(60)
class BacklogIT {
    private static final int MESSAGES = 300;
    private static final String TEXT = "x".repeat(10_000);

    @RegisterExtension
    static final Cluster CLUSTER = new Cluster();

    @Test
    void aPastLargerThanTheQueueIsSentAsFastAsTheClientTakesItIn() throws InterruptedException {
        EdgeMain edge = CLUSTER.edge("max-queue-bytes", "100KB");
        String room = Cluster.fresh("backlog");
        RawClient client = RawClient.connect(edge, "alice");
        client.done("join", room);
        client.cut();
        try (RawClient publisher = RawClient.connect(edge, "bob")) {
            for (int i = 0; i < MESSAGES; i++) {
                publisher.done("publish", room, "message", i, TEXT);
            }
        }
        try (RawClient back = RawClient.resume(edge, "alice", client.pid(), client.lastOffset())) {
            List<Received> missed = back.awaitEvents("message", MESSAGES);
            assertThat(back.pid()).isEqualTo(client.pid());
            assertThat(missed.stream().map(event -> event.arguments().get(0).asInt()))
                    .containsExactlyElementsOf(
                            IntStream.range(0, MESSAGES).boxed().toList());
        }
    }

    @Test
    void aCommandFarBehindTheFirstPageIsDone() throws InterruptedException {
        EdgeMain edge = CLUSTER.edge("hot-tail-bytes", "0MB");
        String room = Cluster.fresh("backlog");
        String other = Cluster.fresh("other");
        RawClient client = RawClient.connect(edge, "alice");
        client.done("join", room);
        client.cut();
        try (RawClient publisher = RawClient.connect(edge, "bob")) {
            for (int i = 0; i < MESSAGES; i++) {
                publisher.done("publish", room, "message", i, TEXT);
                if (i == MESSAGES / 2) {
                    edge.socketIo()
                            .namespace("/")
                            .orElseThrow()
                            .to(room)
                            .socketsJoin(other)
                            .join();
                }
            }
            try (RawClient back = RawClient.resume(edge, "alice", client.pid(), client.lastOffset())) {
                publisher.done("publish", other, "other", "come");
                back.awaitEvent("other", "come");
                assertThat(back.awaitEvents("message", MESSAGES).stream()
                                .map(event -> event.arguments().get(0).asInt()))
                        .containsExactlyElementsOf(
                                IntStream.range(0, MESSAGES).boxed().toList());
            }
        }
    }
}
