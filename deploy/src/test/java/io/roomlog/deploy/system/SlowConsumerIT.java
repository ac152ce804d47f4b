package io.roomlog.deploy.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomlog.edge.EdgeMain;
import java.io.IOException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A client that no longer reads is ended, and nobody else feels it.
@Timeout(120)
class SlowConsumerIT {
    @RegisterExtension
    static final Cluster CLUSTER = new Cluster();

    private static final int QUEUE_BYTES = 256 * 1024;
    private static final int MESSAGE_BYTES = 20_000;
    private static final int MESSAGES = 500;

    private static EdgeMain edge;

    @BeforeAll
    static void start() throws InterruptedException {
        edge = CLUSTER.edge("max-queue-bytes", Integer.toString(QUEUE_BYTES));
    }

    @Test
    void isEndedAndTheOthersFeelNothing() throws IOException {
        String room = Cluster.fresh("flooded");
        String text = "x".repeat(MESSAGE_BYTES);
        try (RawClient reader = RawClient.connect(edge, "reader");
                RawClient publisher = RawClient.connect(edge, "publisher");
                Stalled stalled = Stalled.open(edge.port())) {
            reader.done("join", room);
            stalled.join(room);
            reader.awaitEvents("user-joined", 1);
            for (int i = 0; i < MESSAGES; i++) {
                publisher.done("publish", room, "message", i, text);
                // or the reader, too, might be found slow on a machine that has much to do
                reader.awaitEvents("message", i + 1);
            }
            assertThat(reader.awaitEvents("message", MESSAGES))
                    .extracting(packet -> packet.arguments().get(0).asInt())
                    .isSorted()
                    .doesNotHaveDuplicates()
                    .hasSize(MESSAGES);
            assertThat(reader.awaitEvents("user-left", 1)).hasSize(1);
            // what it can still read is what was in buffers and in its queue, and no more
            assertThat(stalled.readToTheEnd()).isLessThan((long) MESSAGES * MESSAGE_BYTES / 2);
        }
    }
}
