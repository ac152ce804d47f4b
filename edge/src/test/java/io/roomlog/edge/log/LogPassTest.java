package io.roomlog.edge.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomlog.common.log.Origin;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class LogPassTest {
    private static final TopicPartition SOURCE = new TopicPartition("topic", 0);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final LogPass pass = new LogPass(SOURCE);

    /// A fetch goes over many partitions, and may bring something of others alone.
    @Test
    void aFetchThatBringsNothingEndsNothing() {
        CompletableFuture<LogPage> page = ask(10, 30, LogQuery.UNBOUNDED);
        CompletableFuture<LogPage> briefly = ask(10, 30, MINUTE);
        assertThat(pass.begin()).hasValue(10);
        pass.go(records("a", 10, 15), 15);
        assertThat(pass.go(List.of(), 15)).isFalse();
        assertThat(page).isNotDone();
        assertThat(briefly).isNotDone();
        assertThat(pass.begin()).isEmpty();
        pass.go(records("a", 15, 30), 30);
        assertThat(offsets(page)).isEqualTo(LongStream.range(10, 30).boxed().toList());
        assertThat(offsets(briefly)).hasSize(20);
        assertThat(pass.isWanted()).isFalse();
    }

    @Test
    void whoComesOnTheWayGoesAlongOrGetsTheNextWay() {
        CompletableFuture<LogPage> first = ask(10, 30, MINUTE);
        assertThat(pass.begin()).hasValue(10);
        pass.go(records("a", 10, 20), 20);
        CompletableFuture<LogPage> ahead = ask(25, 40, MINUTE);
        assertThat(pass.begin()).isEmpty();
        CompletableFuture<LogPage> behind = ask(12, 14, MINUTE);
        assertThat(pass.begin()).isEmpty();
        pass.go(records("a", 20, 40), 40);
        assertThat(offsets(first)).hasSize(20);
        assertThat(offsets(ahead)).hasSize(15);
        assertThat(behind).isNotDone();
        assertThat(pass.begin()).hasValue(12);
        pass.go(records("a", 12, 20), 20);
        assertThat(offsets(behind)).containsExactly(12L, 13L);
    }

    @Test
    void whatNobodyWantsIsGoneOver() {
        CompletableFuture<LogPage> near = ask(10, 12, MINUTE);
        CompletableFuture<LogPage> far = ask(1_000, 1_001, MINUTE);
        assertThat(pass.begin()).hasValue(10);
        pass.go(records("a", 10, 20), 20);
        assertThat(near).isCompleted();
        assertThat(pass.begin()).hasValue(1_000);
        pass.go(records("a", 1_000, 1_010), 1_010);
        assertThat(offsets(far)).containsExactly(1_000L);
    }

    /// What a mirror had to leave out is told by the record behind it, whatever room that is of.
    @Test
    void nobodyReadsOnOverAHole() {
        CompletableFuture<LogPage> before = askBefore(10, 40, 20);
        CompletableFuture<LogPage> nothing = askBefore(15, 40, 20);
        CompletableFuture<LogPage> behind = askBefore(20, 40, 20);
        pass.begin();
        List<ConsumerRecord<byte[], byte[]>> fetched = new ArrayList<>(records("a", 10, 14));
        fetched.addAll(records("other", 14, 40));
        fetched.get(10).headers().add(Origin.LOST, "16".getBytes(StandardCharsets.UTF_8));
        pass.go(fetched, 40);
        assertThat(offsets(before)).containsExactly(10L, 11L, 12L, 13L);
        assertThat(before.join().next()).isEqualTo(20);
        assertThat(nothing)
                .failsWithin(Duration.ZERO)
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(LogReader.OutOfRangeException.class);
        assertThat(offsets(behind)).isEmpty();
        assertThat(pass.isWanted()).isFalse();
    }

    private CompletableFuture<LogPage> askBefore(long from, long to, long hole) {
        CompletableFuture<LogPage> page = new CompletableFuture<>();
        pass.add(
                new LogQuery(SOURCE, from, to, Set.of("a"), record -> true, record -> from < hole, 1_000_000, MINUTE),
                page);
        return page;
    }

    @Test
    void readingEndsBehindTheSilenceAskedFor() {
        CompletableFuture<LogPage> page = ask(10, 1_000, MINUTE);
        pass.begin();
        pass.go(records("a", 10, 12), 12);
        pass.go(records("b", 12, 50), 50);
        assertThat(page).isNotDone();
        pass.go(records("b", 50, 200), 200);
        assertThat(offsets(page)).containsExactly(10L, 11L);
        assertThat(page.join().next()).isEqualTo(1_000);
    }

    @Test
    void whoseBeginningIsGoneIsToldWhereTheLogBegins() {
        CompletableFuture<LogPage> gone = ask(10, 1_000, MINUTE);
        CompletableFuture<LogPage> there = ask(500, 510, MINUTE);
        pass.begin();
        pass.refuse(400);
        assertThat(gone).isCompletedExceptionally();
        assertThat(((LogReader.OutOfRangeException) gone.exceptionNow()).earliest())
                .isEqualTo(400);
        assertThat(pass.begin()).hasValue(500);
        pass.go(records("a", 500, 520), 520);
        assertThat(offsets(there)).hasSize(10);
    }

    private CompletableFuture<LogPage> ask(long from, long to, Duration silence) {
        CompletableFuture<LogPage> page = new CompletableFuture<>();
        pass.add(new LogQuery(SOURCE, from, to, Set.of("a"), 1_000_000, silence), page);
        return page;
    }

    /// Records a second apart.
    private static List<ConsumerRecord<byte[], byte[]>> records(String key, long from, long to) {
        byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        return LongStream.range(from, to)
                .mapToObj(offset -> new ConsumerRecord<>(
                        SOURCE.topic(),
                        SOURCE.partition(),
                        offset,
                        1_700_000_000_000L + 1_000 * offset,
                        TimestampType.LOG_APPEND_TIME,
                        bytes.length,
                        bytes.length,
                        bytes,
                        bytes,
                        new RecordHeaders(),
                        Optional.empty()))
                .toList();
    }

    private static List<Long> offsets(CompletableFuture<LogPage> page) {
        return page.join().records().stream().map(ConsumerRecord::offset).toList();
    }
}
