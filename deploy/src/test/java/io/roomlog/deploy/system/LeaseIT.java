package io.roomlog.deploy.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.roomlog.common.log.LeaseRecord;
import io.roomlog.common.log.LeaseRecord.Role;
import io.roomlog.common.log.LeaseRecord.State;
import io.roomlog.common.log.Topics;
import io.roomlog.edge.EdgeMain;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What edges say in the log of their own lives.
@Timeout(60)
class LeaseIT {
    @RegisterExtension
    static final Cluster CLUSTER = new Cluster();

    @Test
    void anEdgeSaysThatItLivesAgainAndAgainAndAtLastThatItStops() throws Exception {
        String id = Cluster.fresh("lease");
        EdgeMain edge = CLUSTER.edge("id", id, "lease", "1s");
        try (Edges edges = new Edges()) {
            await().until(() -> edges.of(id).size() > 3);
            List<LeaseRecord> live = edges.of(id);
            LeaseRecord last = live.getLast();
            assertThat(live).allMatch(said -> said.state() == State.LIVE);
            assertThat(live).extracting(LeaseRecord::incarnation).containsOnly(last.incarnation());
            assertThat(last.role()).isEqualTo(Role.EDGE);
            assertThat(last.address()).isEqualTo("127.0.0.1:" + edge.port());
            assertThat(last.region()).isEqualTo("local");
            edge.close();
            await().until(() -> edges.of(id).getLast().state() == State.STOPPED);
            assertThat(edges.of(id).getLast()).isEqualTo(last.in(State.STOPPED));
        }
    }

    @Test
    void anEdgeThatWasEndedSaysThatItLivesAsAnotherIncarnation() throws Exception {
        String id = Cluster.fresh("lease");
        CLUSTER.edge("id", id);
        try (Edges edges = new Edges()) {
            await().until(() -> !edges.of(id).isEmpty());
            LeaseRecord ended = edges.of(id).getLast().in(State.ENDED);
            edges.write(ended);
            await().atMost(Duration.ofSeconds(2))
                    .until(() -> edges.of(id).getLast().state() == State.LIVE
                            && !edges.of(id).getLast().incarnation().equals(ended.incarnation()));
        }
    }

    /// The topic `edges`, read from its beginning.
    private static final class Edges implements AutoCloseable {
        private static final TopicPartition SOURCE = new TopicPartition(Topics.EDGES, 0);

        private final KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", CLUSTER.bootstrap()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        private final List<LeaseRecord> all = new ArrayList<>();

        Edges() {
            consumer.assign(List.of(SOURCE));
            consumer.seekToBeginning(List.of(SOURCE));
        }

        /// What has been said of an edge so far.
        List<LeaseRecord> of(String id) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(50))) {
                LeaseRecord.decode(record.value()).ifPresent(all::add);
            }
            return all.stream().filter(said -> said.id().equals(id)).toList();
        }

        void write(LeaseRecord said) throws Exception {
            try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                    Map.of("bootstrap.servers", CLUSTER.bootstrap()),
                    new ByteArraySerializer(),
                    new ByteArraySerializer())) {
                producer.send(new ProducerRecord<>(
                                Topics.EDGES, 0, said.key().getBytes(StandardCharsets.UTF_8), said.encode()))
                        .get();
            }
        }

        @Override
        public void close() {
            consumer.close();
        }
    }
}
