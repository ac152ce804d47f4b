package io.roomlog.deploy.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomlog.common.cursor.SessionPointer;
import io.roomlog.deploy.kafka.EmbeddedKafka;
import io.roomlog.deploy.system.RawClient.Received;
import io.roomlog.edge.EdgeMain;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// Sessions are written again now and then, and found by what was written.
@Timeout(120)
class RenewalIT {
    @RegisterExtension
    static final Cluster CLUSTER = new Cluster();

    @TempDir
    Path data;

    private static EdgeMain first;
    private static EdgeMain second;

    @BeforeAll
    static void start() throws InterruptedException {
        first = CLUSTER.edge("session-renewal", "1s");
        second = CLUSTER.edge("session-renewal", "1s");
    }

    @Test
    void anIdleClientIsToldItsPositionAgainAndAgain() {
        String room = Cluster.room(1);
        RawClient client = RawClient.connect(first, "idle");
        client.done("join", room);
        List<SessionPointer> pointers = client.awaitEvents("$offset", 6).stream()
                .map(RenewalIT::pointer)
                .toList();
        assertThat(pointers.stream().map(SessionPointer::offset)).isSorted().doesNotHaveDuplicates();
        client.cut();
        try (RawClient publisher = RawClient.connect(second, "publisher")) {
            publisher.done("publish", room, "message", "missed", true);
            try (RawClient back = RawClient.resume(second, "idle", client.pid(), client.lastOffset())) {
                back.awaitEvent("message", "missed");
                assertThat(back.sid()).isEqualTo(client.sid());
            }
        }
    }

    /// The records of a session that was away lie far from each other, and the client says each time what it
    /// had first: reading forward ends in the silence between them.
    @Test
    void aClaimBehindALongSilenceIsFound() {
        String joined = Cluster.room(2);
        List<RawClient> others = IntStream.range(0, 12)
                .mapToObj(i -> RawClient.connect(second, "other"))
                .toList();
        RawClient client = RawClient.connect(first, "sleeper");
        client.await("$offset", packet -> packet.is("$offset"));
        String old = client.lastOffset();
        client.cut();
        awaitRenewals(others, 5);
        try (RawClient publisher = RawClient.connect(second, "publisher")) {
            RawClient back = RawClient.resume(second, "sleeper", client.pid(), old);
            assertThat(back.sid()).isEqualTo(client.sid());
            back.done("join", joined);
            back.cut();
            publisher.done("publish", joined, "message", "missed", true);
            awaitRenewals(others, 5);
            try (RawClient again = RawClient.resume(first, "sleeper", client.pid(), old)) {
                again.awaitEvent("message", "missed");
                assertThat(again.sid()).isEqualTo(client.sid());
                SessionPointer at = pointer(again.await("$offset", packet -> packet.is("$offset")));
                assertThat(RoomsTopic.session(CLUSTER.bootstrap(), at.partition(), at.offset())
                                .generation())
                        .isEqualTo(3);
            }
        }
        others.forEach(RawClient::close);
    }

    /// Others may count the session as lost by this edge: the client is to go where it can be written.
    @Test
    void whoCannotBeRenewedForTooLongIsSentAway() throws InterruptedException {
        EmbeddedKafka kafka = EmbeddedKafka.start(0, data);
        EdgeMain edge = CLUSTER.edge("kafka", kafka.bootstrap(), "session-renewal", "1s", "publish-timeout", "5s");
        RawClient client = RawClient.connect(edge, "member");
        client.awaitEvents("$offset", 2);
        kafka.close();
        client.awaitEnd();
        edge.close();
    }

    /// Waits until as much has been written to the partitions of all sessions.
    private static void awaitRenewals(List<RawClient> clients, int count) {
        List<Integer> had =
                clients.stream().map(client -> client.events("$offset").size()).toList();
        for (int i = 0; i < clients.size(); i++) {
            clients.get(i).awaitEvents("$offset", had.get(i) + count);
        }
    }

    private static SessionPointer pointer(Received told) {
        return told.cursor().head().session().orElseThrow();
    }
}
