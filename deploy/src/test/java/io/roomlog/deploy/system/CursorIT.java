package io.roomlog.deploy.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomlog.common.cursor.SessionPointer;
import io.roomlog.common.log.RoomKey;
import io.roomlog.deploy.system.RawClient.Kind;
import io.roomlog.deploy.system.RawClient.Received;
import io.roomlog.edge.EdgeMain;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What the offset behind an event says (EXACT 1 to 5, 9).
@Timeout(120)
class CursorIT {
    @RegisterExtension
    static final Cluster CLUSTER = new Cluster();

    private static final int PUBLISHERS = 4;
    private static final int MESSAGES = 2_000;
    private static final int WINDOW = 16;

    private static EdgeMain edge;

    @BeforeAll
    static void start() throws InterruptedException {
        edge = CLUSTER.edge();
    }

    @Test
    void everyOffsetSaysWhatLiesBeforeItAndNoMore() throws Exception {
        List<String> rooms =
                IntStream.of(0, 0, 1, 2, 3, 5).mapToObj(Cluster::room).toList();
        String foreign = Cluster.room(0);
        try (RawClient client = RawClient.connect(edge, "reader");
                RawClient other = RawClient.connect(edge, "reader")) {
            rooms.forEach(room -> client.done("join", room));
            other.done("join", rooms.getFirst());
            List<String> targets = new ArrayList<>(rooms);
            targets.add(foreign);
            publish(MESSAGES, targets);

            RoomsTopic topic = RoomsTopic.read(CLUSTER.bootstrap());
            for (String room : rooms) {
                RoomsTopic.Entry last = topic.room(room).getLast();
                client.await("the last of " + room, packet -> packet.kind() == Kind.EVENT && isAt(packet, last));
            }
            Trace trace = new Trace(topic, client.received());
            trace.requireExactOffsets();
            trace.requireNoHole();
            assertThat(trace.matched()).isGreaterThan(MESSAGES / 2);
            Trace others = new Trace(topic, other.received());
            others.requireExactOffsets();
            others.requireNoHole();
        }
    }

    private static boolean isAt(Received packet, RoomsTopic.Entry entry) {
        return !packet.offset().isEmpty()
                && packet.cursor().vector().next(0, entry.partition()).orElse(0) > entry.offset();
    }

    @Test
    void theOffsetComesBehindConnectAndNamesTheSessionsRecord() {
        try (RawClient client = RawClient.connect(edge, "reader")) {
            Received first = client.await("$offset", packet -> packet.is("$offset"));
            assertThat(client.received().get(0).kind()).isEqualTo(Kind.CONNECTED);
            assertThat(client.received().get(1)).isEqualTo(first);
            assertThat(first.arguments()).isEmpty();
            assertThat(first.cursor().vector().positions().keySet())
                    .containsOnly(
                            (long) RoomsTopic.partition(client.sid()), (long) RoomsTopic.partition("user:reader"));
            SessionPointer pointer = first.cursor().head().session().orElseThrow();
            var session = RoomsTopic.session(CLUSTER.bootstrap(), pointer.partition(), pointer.offset());
            assertThat(session.sid()).isEqualTo(client.sid());
            assertThat(session.user()).isEqualTo("reader");
            RoomKey everyone = RoomKey.everyone("/", RoomsTopic.partition(client.sid()), Cluster.PARTITIONS);
            assertThat(session.rooms().keySet())
                    .containsExactlyInAnyOrder(client.sid(), "user:reader", everyone.room());
        }
    }

    /// So what the ack says to be done is in the cursor that the client has with it.
    @Test
    void aJoinIsRecordedThenToldByAnOffsetThenAckedThenLiveUnderLoad() throws Exception {
        String room = Cluster.fresh("busy");
        try (RawClient publisher = RawClient.connect(edge, "publisher");
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var stop = new AtomicBoolean();
            Future<Integer> published = threads.submit(() -> {
                int n = 0;
                while (!stop.get()) {
                    publisher.done("publish", room, "tick", n++);
                }
                return n;
            });
            for (int i = 0; i < 20; i++) {
                try (RawClient client = RawClient.connect(edge, "reader")) {
                    client.done("join", room);
                    client.awaitEvents("tick", 3);
                    requireJoinOrder(client, room);
                }
            }
            stop.set(true);
            assertThat(published.get()).isPositive();
        }
    }

    private static void requireJoinOrder(RawClient client, String room) {
        List<Received> packets = client.received();
        Received ack = client.await("the ack", packet -> packet.kind() == Kind.ACK);
        int acked = packets.indexOf(ack);
        Received told = packets.get(acked - 1);
        assertThat(told.name()).isEqualTo("$offset");
        assertThat(packets.subList(0, acked)).noneMatch(packet -> packet.is("tick"));
        SessionPointer pointer = told.cursor().head().session().orElseThrow();
        assertThat(RoomsTopic.session(CLUSTER.bootstrap(), pointer.partition(), pointer.offset())
                        .rooms())
                .containsKey(room);
        List<Integer> ticks = client.events("tick").stream()
                .map(tick -> tick.arguments().get(0).asInt())
                .toList();
        assertThat(ticks)
                .containsExactlyElementsOf(IntStream.range(ticks.getFirst(), ticks.getFirst() + ticks.size())
                        .boxed()
                        .toList());
        assertThat(client.received())
                .filteredOn(packet -> packet.is("tick"))
                .allSatisfy(tick -> assertThat(tick.cursor().head().session()).contains(pointer));
    }

    private static void publish(int messages, List<String> rooms) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            for (int p = 0; p < PUBLISHERS; p++) {
                int publisher = p;
                all.add(threads.submit(() -> publish(publisher, messages / PUBLISHERS, rooms)));
            }
            for (Future<?> one : all) {
                one.get();
            }
        }
    }

    private static void publish(int publisher, int messages, List<String> rooms) {
        Random random = new Random(publisher);
        try (RawClient client = RawClient.connect(edge, "publisher")) {
            List<CompletableFuture<?>> open = new ArrayList<>();
            for (int i = 0; i < messages; i++) {
                String room = rooms.get(random.nextInt(rooms.size()));
                open.add(client.ask("publish", room, "message", publisher + "/" + i, true));
                if (open.size() == WINDOW) {
                    open.removeFirst().join();
                }
            }
            open.forEach(CompletableFuture::join);
        }
    }
}
