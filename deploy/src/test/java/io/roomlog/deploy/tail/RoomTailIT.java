package io.roomlog.deploy.tail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.roomlog.common.config.Configuration;
import io.roomlog.common.kafka.KafkaAccess;
import io.roomlog.common.log.RoomKey;
import io.roomlog.common.log.Topics;
import io.roomlog.deploy.kafka.EmbeddedKafka;
import io.roomlog.deploy.process.FreePorts;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The tail of a room, on a real broker.
@Timeout(120)
class RoomTailIT {
    private static final RoomKey ROOM = new RoomKey("/", "lobby");
    private static final String OTHER = "busy";

    @TempDir
    Path data;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private EmbeddedKafka kafka;

    @BeforeEach
    void start() throws Exception {
        kafka = EmbeddedKafka.start(0, data);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrap()))) {
            admin.createTopics(List.of(new NewTopic(Topics.ROOMS, 1, (short) 1)))
                    .all()
                    .get();
        }
    }

    @AfterEach
    void stop() {
        kafka.close();
    }

    @Test
    void theLastOnesAreFoundInABusyPartitionHoweverFarBackTheyAre() throws Exception {
        produce(OTHER, 3_000, ROOM.text(), 1, OTHER, 40_000, ROOM.text(), 2, OTHER, 9_000);
        assertThat(numbers(new Begin.Last(), OptionalLong.of(2), false)).containsExactly(43_001L, 43_002L);
        assertThat(numbers(new Begin.Last(), OptionalLong.of(3), false)).containsExactly(3_000L, 43_001L, 43_002L);
        assertThat(numbers(new Begin.Last(), OptionalLong.empty(), false)).containsExactly(3_000L, 43_001L, 43_002L);
        assertThat(notes()).contains("the log holds no more than 3 of the room");
    }

    @Test
    void fromAPlaceOnTheFirstOnesAreShown() throws Exception {
        produce(ROOM.text(), 5, OTHER, 10, ROOM.text(), 5);
        assertThat(numbers(new Begin.Beginning(), OptionalLong.of(2), false)).containsExactly(0L, 1L);
        assertThat(numbers(new Begin.At(4), OptionalLong.of(2), false)).containsExactly(4L, 15L);
        assertThat(numbers(new Begin.At(17), OptionalLong.empty(), false)).containsExactly(17L, 18L, 19L);
        assertThat(numbers(new Begin.End(), OptionalLong.empty(), false)).isEmpty();
        assertThatThrownBy(() -> numbers(new Begin.At(21), OptionalLong.empty(), false))
                .isInstanceOf(TailException.class)
                .hasMessageContaining("the next one will be 20");
    }

    @Test
    void whatRetentionHasRemovedIsTold() throws Exception {
        produce(ROOM.text(), 30);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrap()))) {
            admin.deleteRecords(Map.of(new TopicPartition(Topics.ROOMS, 0), RecordsToDelete.beforeOffset(25)))
                    .all()
                    .get();
        }
        assertThat(numbers(new Begin.At(10), OptionalLong.empty(), false)).containsExactly(25L, 26L, 27L, 28L, 29L);
        assertThat(notes()).contains("those before 25 are gone").contains("the offsets 10 to 24 are gone");
        assertThat(numbers(new Begin.Last(), OptionalLong.empty(), false)).hasSize(5);
        assertThat(notes()).contains("the log holds no more than 5 of the room");
    }

    @Test
    void whatIsNotCommittedIsNotShownAndToldOf() throws Exception {
        produce(ROOM.text(), 2);
        try (KafkaProducer<String, String> open = producer("tail-test")) {
            open.initTransactions();
            open.beginTransaction();
            open.send(record(ROOM.text(), 2)).get();
            assertThat(numbers(new Begin.Last(), OptionalLong.empty(), false)).containsExactly(0L, 1L);
            assertThat(notes()).contains("from 2 on, what a transaction has not committed yet is not shown");
            open.abortTransaction();
            open.beginTransaction();
            open.send(record(ROOM.text(), 4)).get();
            open.commitTransaction();
        }
        assertThat(numbers(new Begin.Last(), OptionalLong.empty(), false)).containsExactly(0L, 1L, 4L);
    }

    @Test
    void followingGoesOnWithWhatComes() throws Exception {
        produce(ROOM.text(), 2);
        Thread later = Thread.ofVirtual().start(() -> {
            await().until(() -> printed().contains("\"offset\":1"));
            produceFrom(2, OTHER, 1, ROOM.text(), 3);
        });
        assertThat(numbers(new Begin.Beginning(), OptionalLong.of(4), true)).containsExactly(0L, 1L, 3L, 4L);
        later.join();
    }

    @Test
    void anotherNamespacesRoomOfTheNameIsAnother() throws Exception {
        produce("/orders,lobby", 1, ROOM.text(), 1);
        assertThat(numbers(new Begin.Beginning(), OptionalLong.empty(), false)).containsExactly(1L);
    }

    @Test
    void aKafkaThatIsNotThereOrHasNoRoomsIsToldInOneLine() throws Exception {
        int nobody = FreePorts.take();
        Question question = new Question(ROOM, new Begin.Last(), OptionalLong.empty(), false);
        assertThatThrownBy(() -> show(question, "127.0.0.1:" + nobody))
                .isInstanceOf(TailException.class)
                .hasMessage("Kafka at 127.0.0.1:" + nobody + " over PLAINTEXT does not answer within 10 s");
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrap()))) {
            admin.deleteTopics(List.of(Topics.ROOMS)).all().get();
        }
        assertThatThrownBy(() -> show(question, kafka.bootstrap()))
                .isInstanceOf(TailException.class)
                .hasMessageContaining("has no topic roomlog.rooms");
    }

    /// The numbers in the payloads that are shown, which are the records' offsets.
    private List<Long> numbers(Begin begin, OptionalLong limit, boolean follow) throws TailException {
        out.reset();
        said.reset();
        show(new Question(ROOM, begin, limit, follow), kafka.bootstrap());
        return printed()
                .lines()
                .map(line -> {
                    String offset = line.replaceAll(".*\"offset\":([0-9]+),.*", "$1");
                    assertThat(line).contains("\"args\":[" + offset + "]");
                    return Long.parseLong(offset);
                })
                .toList();
    }

    private void show(Question question, String bootstrap) throws TailException {
        KafkaAccess access = KafkaAccess.of(Configuration.of(Map.of("kafka", bootstrap)));
        RoomTail.showJson(
                question,
                access,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(said, true, StandardCharsets.UTF_8));
    }

    private void produce(Object... roomsAndCounts) {
        produceFrom(0, roomsAndCounts);
    }

    private void produceFrom(long first, Object... roomsAndCounts) {
        List<Future<?>> sent = new ArrayList<>();
        long number = first;
        try (KafkaProducer<String, String> producer = producer("")) {
            for (int i = 0; i < roomsAndCounts.length; i += 2) {
                for (int j = 0; j < (int) roomsAndCounts[i + 1]; j++) {
                    sent.add(producer.send(record((String) roomsAndCounts[i], number++)));
                }
            }
        }
        assertThat(sent).allMatch(one -> one.state() == Future.State.SUCCESS);
    }

    private static ProducerRecord<String, String> record(String room, long number) {
        return new ProducerRecord<>(Topics.ROOMS, room, "[\"n\"," + number + "]");
    }

    private KafkaProducer<String, String> producer(String transaction) {
        Map<String, Object> settings = new HashMap<>(Map.of("bootstrap.servers", kafka.bootstrap()));
        if (!transaction.isEmpty()) {
            settings.put("transactional.id", transaction);
        }
        return new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
    }

    private String printed() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String notes() {
        return said.toString(StandardCharsets.UTF_8);
    }
}
