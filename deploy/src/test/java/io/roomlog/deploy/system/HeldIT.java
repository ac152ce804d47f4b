package io.roomlog.deploy.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomlog.common.log.RoomKey;
import io.roomlog.deploy.system.RawClient.Received;
import io.roomlog.edge.EdgeMain;
import io.roomlog.edge.socketio.NamespaceOptions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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

    private final CountDownLatch changing = new CountDownLatch(1);
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
            changing.await();
            publishAll(publisher, i -> i % 10 == 0 ? other : busy);
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

    /// The room that it leaves is the only one of its partition, which so is in its cursor no longer.
    @Test
    void getsNothingAgainOfTheRoomThatItLeavesMeanwhile() throws InterruptedException {
        String busy = Cluster.room(1);
        String leaving = Cluster.room(3);
        EdgeMain publishing = CLUSTER.edge();
        EdgeMain edge = CLUSTER.edge(this::application, "max-queue-bytes", "64KB");
        try (RawClient publisher = RawClient.connect(publishing, "publisher");
                RawClient client = RawClient.open(edge)) {
            client.begin("/", Map.of());
            client.done("join", busy);
            client.done("join", leaving);
            publisher.done("publish", leaving, "held", "early", true);
            client.awaitEvent("held", "early");
            var slow = client.ask("leave slowly", leaving);
            changing.await();
            publishAll(publisher, i -> i % 10 == 0 ? leaving : busy);
            published.countDown();
            assertThat(slow.join().get("ok").asBoolean()).isTrue();
            publisher.done("publish", busy, "end", "of " + busy, true);
            client.awaitEvent("end", "of " + busy);
            client.cut();
            try (RawClient back = RawClient.open(edge)) {
                back.begin("/", Map.of("pid", client.pid(), "offset", client.lastOffset()));
                publisher.done("publish", leaving, "held", "late", true);
                publisher.done("publish", busy, "end", "of all", true);
                back.awaitEvent("end", "of all");
                assertThat(back.sid()).isEqualTo(client.sid());
                assertThat(back.events("held")).isEmpty();
            }
            assertThat(client.events("held").stream()
                            .map(event -> event.arguments().get(0).asText()))
                    .containsExactlyElementsOf(Stream.concat(
                                    Stream.of("early"),
                                    IntStream.range(0, MESSAGES)
                                            .filter(i -> i % 10 != 0)
                                            .mapToObj(Integer::toString))
                            .toList());
            new Trace(RoomsTopic.read(CLUSTER.bootstrap()), client.received()).requireExactOffsets();
        }
    }

    private static void publishAll(RawClient publisher, IntFunction<String> room) {
        IntStream.range(0, MESSAGES)
                .mapToObj(i -> publisher.ask("publish", room.apply(i), "held", i, BODY, true))
                .toList()
                .forEach(sent -> sent.join());
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
                    changing.countDown();
                    awaitPublished();
                    event.ack(Map.of("ok", true));
                });
            });
            socket.on("leave slowly", event -> {
                String room = event.arguments().get(0).asText();
                socket.leave(room, () -> {
                    changing.countDown();
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
