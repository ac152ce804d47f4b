package io.roomlog.deploy.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class EmbeddedKafkaTest {
    private static final String TOPIC = "kept";

    @TempDir
    Path data;

    @Test
    void keepsRecordsAndClusterOverRestartOnTheSamePort() throws Exception {
        int port;
        String cluster;
        try (EmbeddedKafka kafka = EmbeddedKafka.start(0, data)) {
            port = kafka.port();
            cluster = createTopic(kafka);
            produce(kafka, 0, 100);
        }
        try (EmbeddedKafka kafka = EmbeddedKafka.start(port, data)) {
            assertThat(kafka.port()).isEqualTo(port);
            assertThat(clusterOf(kafka)).isEqualTo(cluster);
            produce(kafka, 100, 200);
            assertThat(consume(kafka, 200))
                    .containsExactlyElementsOf(
                            IntStream.range(0, 200).mapToObj(Integer::toString).toList());
        }
    }

    @Test
    void aProducerThatOutlivesTheBrokerGoesOnWithTheNextOne() throws Exception {
        EmbeddedKafka first = EmbeddedKafka.start(0, data);
        createTopic(first);
        try (KafkaProducer<String, String> producer = producer(first.bootstrap())) {
            producer.send(new ProducerRecord<>(TOPIC, "k", "0")).get();
            first.close();
            var pending = producer.send(new ProducerRecord<>(TOPIC, "k", "1"));
            try (EmbeddedKafka second = EmbeddedKafka.start(first.port(), data)) {
                pending.get();
                assertThat(consume(second, 2)).containsExactly("0", "1");
            }
        }
    }

    @Test
    void refusesAFolderThatAnotherBrokerHas() {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(0, data)) {
            assertThat(kafka.port()).isPositive();
            assertThatThrownBy(() -> EmbeddedKafka.start(0, data))
                    .isInstanceOf(KafkaStartException.class)
                    .hasMessageContaining("another broker is running on the folder " + data.toAbsolutePath());
        }
    }

    @Test
    void refusesAPortThatIsTakenAndLeavesTheFolderFree() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> EmbeddedKafka.start(taken.getLocalPort(), data))
                    .isInstanceOf(KafkaStartException.class)
                    .hasMessageContaining("kafka-port: cannot listen on 127.0.0.1:" + taken.getLocalPort());
        }
        DataFolder.open(data).close();
    }

    @Test
    void refusesAFolderThatItCannotWriteTo() throws IOException {
        Path file = Files.writeString(data.resolve("file"), "");
        assertThatThrownBy(() -> EmbeddedKafka.start(0, file.resolve("below")))
                .isInstanceOf(KafkaStartException.class)
                .hasMessageContaining("data: cannot write to the folder " + file);
    }

    @Test
    void makesNoTopicByItself() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(0, data);
                Admin admin = admin(kafka.bootstrap());
                KafkaConsumer<String, String> consumer = consumer(kafka.bootstrap())) {
            consumer.assign(List.of(new TopicPartition("none", 0)));
            assertThat(consumer.partitionsFor("none")).isEmpty();
            assertThat(admin.listTopics().names().get()).isEmpty();
        }
    }

    @Test
    void leavesNoThreadBehind() throws Exception {
        EmbeddedKafka.start(0, data).close();
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.contains("kafka-" + BrokerNode.ALONE.id())
                        || name.startsWith("data-plane")
                        || name.startsWith("quorum-controller"));
    }

    private static String createTopic(EmbeddedKafka kafka) throws Exception {
        try (Admin admin = admin(kafka.bootstrap())) {
            admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get();
        }
        return clusterOf(kafka);
    }

    private static String clusterOf(EmbeddedKafka kafka) throws Exception {
        try (Admin admin = admin(kafka.bootstrap())) {
            return admin.describeCluster().clusterId().get();
        }
    }

    private static void produce(EmbeddedKafka kafka, int from, int to) throws Exception {
        try (KafkaProducer<String, String> producer = producer(kafka.bootstrap())) {
            List<Future<?>> sent = new ArrayList<>();
            for (int i = from; i < to; i++) {
                sent.add(producer.send(new ProducerRecord<>(TOPIC, "k", Integer.toString(i))));
            }
            for (Future<?> one : sent) {
                one.get();
            }
        }
    }

    private static List<String> consume(EmbeddedKafka kafka, int count) {
        try (KafkaConsumer<String, String> consumer = consumer(kafka.bootstrap())) {
            TopicPartition partition = new TopicPartition(TOPIC, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            List<String> values = new ArrayList<>();
            while (values.size() < count) {
                consumer.poll(Duration.ofSeconds(1)).forEach(record -> values.add(record.value()));
            }
            return values;
        }
    }

    private static Admin admin(String bootstrap) {
        return Admin.create(Map.of("bootstrap.servers", bootstrap));
    }

    private static KafkaProducer<String, String> producer(String bootstrap) {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrap, "metadata.recovery.strategy", "none"),
                new StringSerializer(),
                new StringSerializer());
    }

    private static KafkaConsumer<String, String> consumer(String bootstrap) {
        return new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrap), new StringDeserializer(), new StringDeserializer());
    }
}
