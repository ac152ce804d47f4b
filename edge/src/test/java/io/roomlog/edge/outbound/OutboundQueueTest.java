package io.roomlog.edge.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutboundQueueTest {
    private static final long MAX_BYTES = 10;

    private final OutboundQueue queue = new OutboundQueue(MAX_BYTES);
    private final List<Outbound> taken = new ArrayList<>();

    @Test
    void holdsItsBoundAndNotAByteMore() {
        assertThat(queue.offer(packet(6))).isTrue();
        assertThat(queue.offer(packet(4))).isTrue();
        assertThat(queue.offer(packet(1))).isFalse();
        queue.drainTo(taken, 1);
        assertThat(queue.offer(packet(7))).isFalse();
        assertThat(queue.offer(packet(6))).isTrue();
    }

    @Test
    void anEmptyOneTakesAnything() {
        assertThat(queue.offer(packet(11))).isTrue();
        assertThat(queue.offer(packet(1))).isFalse();
        queue.drainTo(taken, Long.MAX_VALUE);
        assertThat(queue.offer(packet(12))).isTrue();
    }

    @Test
    void whatTakesNoRoomIsTakenBehindAnything() {
        assertThat(queue.offer(packet(10))).isTrue();
        assertThat(queue.offer(packet(0))).isTrue();
    }

    @Test
    void isDrainedFromTheFrontInOrder() {
        Outbound first = packet(3);
        Outbound second = packet(3);
        Outbound third = packet(3);
        List.of(first, second, third).forEach(queue::offer);
        queue.drainTo(taken, 4);
        assertThat(taken).containsExactly(first, second);
        queue.drainTo(taken, 1);
        assertThat(taken).containsExactly(first, second, third);
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void aDrainEndsThoughItemsHaveNoSize() {
        for (int i = 0; i < 100; i++) {
            queue.offer(packet(0));
        }
        queue.drainTo(taken, 10);
        assertThat(taken).hasSize(10);
        assertThat(queue.isEmpty()).isFalse();
    }

    @Test
    void isEmptyAndHasRoomOnceCleared() {
        queue.offer(packet(10));
        queue.clear();
        assertThat(queue.isEmpty()).isTrue();
        queue.offer(packet(4));
        assertThat(queue.offer(packet(6))).isTrue();
    }

    private static Outbound packet(int size) {
        return Packet.of("x".repeat(size));
    }
}
