package io.roomlog.edge.socketio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.roomlog.common.socketio.Arguments;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class PendingAcksTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    private final PendingAcks acks = new PendingAcks();
    private final List<Long> sent = new ArrayList<>();

    @Test
    void eachAckGoesToItsOwn() {
        CompletableFuture<Arguments> first = acks.expect(LONG, sent::add);
        CompletableFuture<Arguments> second = acks.expect(LONG, sent::add);
        assertThat(sent).doesNotHaveDuplicates().hasSize(2);
        acks.complete(sent.get(1), Arguments.of("two"));
        acks.complete(sent.get(0), Arguments.of("one"));
        assertThat(first).isCompletedWithValue(Arguments.of("one"));
        assertThat(second).isCompletedWithValue(Arguments.of("two"));
    }

    @Test
    void anAckThatComesWhileTheEventIsBeingSentCounts() {
        CompletableFuture<Arguments> ack = acks.expect(LONG, id -> acks.complete(id, Arguments.of(1)));
        assertThat(ack).isCompletedWithValue(Arguments.of(1));
    }

    @Test
    void acksThatNobodyWaitsForAreIgnored() {
        CompletableFuture<Arguments> ack = acks.expect(LONG, sent::add);
        acks.complete(sent.getFirst() + 1, Arguments.of("other"));
        assertThat(ack).isNotDone();
        acks.complete(sent.getFirst(), Arguments.of("first"));
        acks.complete(sent.getFirst(), Arguments.of("again"));
        assertThat(ack).isCompletedWithValue(Arguments.of("first"));
    }

    @Test
    void whatDoesNotComeFailsInTime() {
        CompletableFuture<Arguments> ack = acks.expect(Duration.ofMillis(20), sent::add);
        assertThatThrownBy(() -> ack.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(TimeoutException.class);
        acks.complete(sent.getFirst(), Arguments.of("late"));
        assertThat(ack).isCompletedExceptionally();
    }

    @Test
    void theClientsEndFailsAll() {
        CompletableFuture<Arguments> first = acks.expect(LONG, sent::add);
        CompletableFuture<Arguments> second = acks.expect(LONG, sent::add);
        acks.failAll();
        assertThatThrownBy(first::join).hasCauseInstanceOf(TimeoutException.class);
        assertThatThrownBy(second::join).hasCauseInstanceOf(TimeoutException.class);
    }
}
