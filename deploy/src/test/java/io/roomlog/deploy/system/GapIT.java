package io.roomlog.deploy.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.roomlog.common.cursor.Cursor;
import io.roomlog.common.log.Topics;
import io.roomlog.deploy.system.RawClient.Received;
import io.roomlog.edge.EdgeMain;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What a client cannot have when it comes back, it is told, room by room; of its other rooms it gets
/// everything.
@Timeout(120)
class GapIT {
    private static final int GONE = 3;
    private static final int KEPT = 5;

    @RegisterExtension
    static final Cluster CLUSTER = new Cluster();

    private static EdgeMain first;
    private static EdgeMain second;

    @BeforeAll
    static void start() throws InterruptedException {
        first = CLUSTER.edge("max-resume-records", "1000", "id", Cluster.room(0));
        second = CLUSTER.edge("id", Cluster.room(0));
    }

    @Test
    void whatHasExpiredIsToldWithItsRangeAndTheRestIsExact() throws Exception {
        List<String> rooms = List.of(Cluster.room(GONE), Cluster.room(GONE), Cluster.room(GONE));
        String other = Cluster.room(KEPT);
        RawClient client = RawClient.connect(second, "resumer");
        rooms.forEach(room -> client.done("join", room));
        client.done("join", other);
        long had = next(client.lastOffset(), GONE);
        client.cut();
        try (RawClient publisher = RawClient.connect(second, "publisher")) {
            for (int i = 0; i < 20; i++) {
                publisher.done("publish", rooms.get(i % 3), "message", rooms.get(i % 3) + " gone " + i, true);
                publisher.done("publish", other, "message", other + " other " + i, true);
            }
            long earliest = next(publisher.done(
                    "publish", rooms.getFirst(), "message", rooms.getFirst() + " last of the gone", true));
            deleteBefore(earliest);
            publisher.done("publish", rooms.getFirst(), "message", rooms.getFirst() + " first of the kept", true);
            // an edge that has nothing of it in memory
            EdgeMain third = CLUSTER.edge("id", Cluster.room(0));
            try (RawClient back = RawClient.resume(third, "resumer", client.pid(), client.lastOffset())) {
                publisher.done("publish", other, "message", other + " end", true);
                back.awaitEvent("message", other + " end");
                back.awaitEvent("message", rooms.getFirst() + " first of the kept");
                assertThat(back.sid()).isEqualTo(client.sid());
                assertThat(back.events("message")).hasSize(22);
                List<Received> gaps = gapsOf(back, rooms);
                assertThat(gaps).hasSize(3).allSatisfy(gap -> {
                    assertThat(reason(gap)).isEqualTo("expired");
                    assertThat(next(gap.arguments().get(0).get("from").asText(), GONE))
                            .isEqualTo(had);
                    assertThat(next(gap.arguments().get(0).get("to").asText(), GONE))
                            .isEqualTo(earliest);
                });
                requireWhole(client, back);
                requireRestAfterTheFirst(third, client, rooms.getFirst() + " first of the kept", back.events("gap"));
            }
        }
    }

    /// A cut between two gaps: what had not been told is told when the client comes again.
    private static void requireRestAfterTheFirst(EdgeMain edge, RawClient client, String behind, List<Received> all) {
        for (int i = 0; i < all.size(); i++) {
            boolean last = i == all.size() - 1;
            try (RawClient again =
                    RawClient.resume(edge, "resumer", client.pid(), all.get(i).offset())) {
                again.awaitEvent("message", behind);
                assertThat(again.events("gap")).hasSize(last ? 0 : all.size());
            }
        }
    }

    @Test
    void whatIsTooMuchIsToldAndTheRestIsExact() {
        String busy = Cluster.room(1);
        String other = Cluster.room(2);
        RawClient client = connectAwayFrom(1);
        client.done("join", busy);
        client.done("join", other);
        long had = next(client.lastOffset(), 1);
        client.cut();
        try (RawClient publisher = RawClient.connect(second, "publisher")) {
            List<CompletableFuture<?>> sent = new ArrayList<>();
            for (int i = 0; i < 1_500; i++) {
                sent.add(publisher.ask("publish", busy, "message", "much " + i, true));
            }
            sent.forEach(CompletableFuture::join);
            publisher.done("publish", other, "message", "missed", true);
            try (RawClient back = RawClient.resume(first, "resumer", client.pid(), client.lastOffset())) {
                back.awaitEvent("message", "missed");
                publisher.done("publish", busy, "message", "live", true);
                back.awaitEvent("message", "live");
                assertThat(back.sid()).isEqualTo(client.sid());
                assertThat(back.events("message")).hasSize(2);
                List<Received> gaps = gapsOf(back, List.of(busy));
                assertThat(gaps).hasSize(1);
                assertThat(reason(gaps.getFirst())).isEqualTo("too_far");
                assertThat(next(gaps.getFirst().arguments().get(0).get("from").asText(), 1))
                        .isEqualTo(had);
                assertThat(next(gaps.getFirst().arguments().get(0).get("to").asText(), 1))
                        .isGreaterThanOrEqualTo(had + 1_500);
            }
        }
    }

    /// A client whose own rooms lie elsewhere: a command to it could not be overlooked.
    private static RawClient connectAwayFrom(int partition) {
        while (true) {
            RawClient client = RawClient.connect(second, "resumer");
            if (RoomsTopic.partition(client.sid()) != partition && RoomsTopic.partition("user:resumer") != partition) {
                return client;
            }
            throw new AssertionError("the edge's own rooms lie in partition " + partition);
        }
    }

    private static List<Received> gapsOf(RawClient client, List<String> rooms) {
        return client.events("gap").stream()
                .filter(gap -> rooms.contains(gap.arguments().get(0).get("room").asText()))
                .toList();
    }

    private static String reason(Received gap) {
        return gap.arguments().get(0).get("reason").asText();
    }

    private static long next(JsonNode ack) {
        return next(ack.get("offset").asText(), GONE);
    }

    private static long next(String offset, int partition) {
        return Cursor.decode(offset).orElseThrow().vector().next(0, partition).orElseThrow();
    }

    private static void deleteBefore(long offset) throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", CLUSTER.bootstrap()))) {
            admin.deleteRecords(Map.of(new TopicPartition(Topics.ROOMS, GONE), RecordsToDelete.beforeOffset(offset)))
                    .all()
                    .get();
        }
    }

    private static void requireWhole(RawClient... connections) {
        RoomsTopic topic = RoomsTopic.read(CLUSTER.bootstrap());
        List<Received> all = new ArrayList<>();
        for (RawClient connection : connections) {
            all.addAll(connection.received().stream()
                    .filter(packet -> !packet.is("gap"))
                    .toList());
        }
        new Trace(topic, all).requireNoHole();
    }
}
