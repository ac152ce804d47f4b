package io.roomlog.deploy.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomlog.common.log.Topics;
import io.roomlog.deploy.system.RawClient.Kind;
import io.roomlog.deploy.system.RawClient.Received;
import io.roomlog.edge.EdgeMain;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What a back end publishes with nothing but a Kafka producer, and what it must not do to clients.
@Timeout(120)
class ForeignRecordsIT {
    @RegisterExtension
    static final Cluster CLUSTER = new Cluster();

    private static final String BAD_JSON = "[\"message\",";
    private static final String NO_EVENT = "{\"event\":\"message\"}";
    private static final String RESERVED = "[\"connect\",1]";
    private static final String NAMELESS = "[null,1]";
    private static final String NO_UTF8 = "[\"message\",\"\u00ff\"]";

    private static EdgeMain edge;
    private static KafkaProducer<byte[], byte[]> producer;

    @BeforeAll
    static void start() throws InterruptedException {
        edge = CLUSTER.edge();
        producer = producer(Map.of("bootstrap.servers", CLUSTER.bootstrap()));
    }

    @AfterAll
    static void stop() {
        producer.close();
    }

    private static KafkaProducer<byte[], byte[]> producer(Map<String, Object> settings) {
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Test
    void keyAndValueAloneReachTheRoom() throws Exception {
        String room = Cluster.fresh("back-end");
        try (RawClient client = RawClient.connect(edge, "reader")) {
            client.done("join", room);
            long offset = send(room, "[\"message\",{\"price\": 1.50}]").get();
            Received message = client.awaitEvents("message", 1).getFirst();
            assertThat(message.arguments().get(0).get("price").asDouble()).isEqualTo(1.5);
            assertThat(message.cursor().vector().next(0, RoomsTopic.partition(room)))
                    .hasValue(offset + 1);
        }
    }

    @Test
    void whiteSpaceAroundItAndUnknownHeadersAreNoMatter() throws Exception {
        String room = Cluster.fresh("back-end");
        try (RawClient client = RawClient.connect(edge, "reader")) {
            client.done("join", room);
            ProducerRecord<byte[], byte[]> record = record(null, utf8(room), utf8(" [\"message\",1]\r\n"));
            record.headers().add("traceparent", utf8("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"));
            producer.send(record).get();
            assertThat(client.awaitEvents("message", 1).getFirst().cursor()).isNotNull();
        }
    }

    @Test
    void poisonReachesNobodyAndThePartitionGoesOn() throws Exception {
        String room = Cluster.fresh("back-end");
        int partition = RoomsTopic.partition(room);
        int other = (partition + 1) % Cluster.PARTITIONS;
        RawClient absent = RawClient.connect(edge, "absent");
        absent.done("join", room);
        absent.cut();
        try (RawClient client = RawClient.connect(edge, "reader");
                RawClient elsewhere = RawClient.connect(edge, "reader")) {
            client.done("join", room);
            client.await("its room's partition", packet -> packet.kind() == Kind.ACK);
            elsewhere.done("join", Cluster.room(other));
            List<ProducerRecord<byte[], byte[]>> poison = new ArrayList<>();
            for (String value : List.of("", " ", BAD_JSON, NO_EVENT, RESERVED, NAMELESS)) {
                poison.add(record(null, utf8(room), utf8(value)));
            }
            poison.add(record(null, utf8(room), NO_UTF8.getBytes(StandardCharsets.ISO_8859_1)));
            poison.add(record(null, utf8(room), null));
            poison.add(record(partition, null, utf8("[\"message\",\"no key\"]")));
            poison.add(record(partition, new byte[] {(byte) 0xff}, utf8("[\"message\",\"no name\"]")));
            poison.add(record(other, utf8(room), utf8("[\"message\",\"wrong partition\"]")));
            poison.add(withAttachments(room, 11, 11));
            for (ProducerRecord<byte[], byte[]> record : poison) {
                producer.send(record).get();
            }
            send(room, "[\"message\",\"good\"]").get();
            client.awaitEvent("message", "good");
            assertThat(comings(client)).hasSize(1);
            try (RawClient back = RawClient.resume(edge, "absent", absent.pid(), absent.lastOffset())) {
                back.awaitEvent("message", "good");
                assertThat(back.sid()).isEqualTo(absent.sid());
                assertThat(comings(back)).hasSize(1);
            }
        }
    }

    private static List<Received> comings(RawClient client) {
        return client.received().stream()
                .filter(packet -> packet.kind() == Kind.EVENT)
                .filter(packet ->
                        !List.of("$offset", "user-joined", "user-left").contains(packet.name()))
                .toList();
    }

    /// Records that are aborted leave holes in the offsets, and a marker takes one.
    @Test
    void onlyWhatIsCommittedComesAndHolesAreNoGaps() throws Exception {
        String room = Cluster.fresh("back-end");
        Map<String, Object> settings =
                Map.of("bootstrap.servers", CLUSTER.bootstrap(), "transactional.id", Cluster.fresh("back-end"));
        try (RawClient client = RawClient.connect(edge, "reader");
                KafkaProducer<byte[], byte[]> transactional = producer(settings)) {
            client.done("join", room);
            transactional.initTransactions();
            for (int i = 0; i < 6; i++) {
                transactional.beginTransaction();
                for (int n = 0; n < 3; n++) {
                    transactional
                            .send(record(null, utf8(room), utf8("[\"message\",\"" + i + '/' + n + "\"]")))
                            .get();
                }
                if (i % 2 == 0) {
                    transactional.abortTransaction();
                } else {
                    transactional.commitTransaction();
                }
            }
            client.awaitEvent("message", "5/2");
            assertThat(client.events("message"))
                    .extracting(packet -> packet.arguments().get(0).asText())
                    .containsExactly("1/0", "1/1", "1/2", "3/0", "3/1", "3/2", "5/0", "5/1", "5/2");
            client.cut();
            try (RawClient back = RawClient.resume(edge, "reader", client.pid(), client.lastOffset())) {
                back.done("publish", room, "message", "live");
                back.awaitEvents("message", 1);
                assertThat(back.sid()).isEqualTo(client.sid());
                assertThat(back.events("message")).hasSize(1);
            }
        }
    }

    private record Sent(Future<RecordMetadata> future) {
        long get() throws ExecutionException, InterruptedException {
            return future.get().offset();
        }
    }

    private static Sent send(String room, String value) {
        return new Sent(producer.send(record(null, utf8(room), utf8(value))));
    }

    private static ProducerRecord<byte[], byte[]> record(Integer partition, byte[] key, byte[] value) {
        return new ProducerRecord<>(Topics.ROOMS, partition, key, value);
    }

    private static ProducerRecord<byte[], byte[]> withAttachments(String room, int placeholders, int attachments) {
        List<String> parts = new ArrayList<>(List.of("\"message\""));
        for (int i = 0; i < placeholders; i++) {
            parts.add("{\"_placeholder\":true,\"num\":" + i + "}");
        }
        ProducerRecord<byte[], byte[]> record = record(null, utf8(room), utf8("[" + String.join(",", parts) + "]"));
        for (int i = 0; i < attachments; i++) {
            record.headers().add("attachment", new byte[] {1});
        }
        return record;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
