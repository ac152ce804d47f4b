package io.roomlog.edge.canary;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomlog.edge.canary.CanaryEvents.Failure;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class CanaryRoomTest {
    private static final long PATIENCE = CanaryRoom.PATIENCE.toNanos();
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private static final long ALL_FLOWS = Long.MAX_VALUE / 2;

    private final CanaryRoom room = new CanaryRoom("room", 3);

    @Test
    void whatComesOnceAndInOrderIsTimed() {
        long first = room.send(10);
        long second = room.send(20);
        room.acked(first, 15);
        assertThat(room.come(first, 30).nanos()).hasValue(20);
        assertThat(room.come(second, 31).nanos()).hasValue(11);
        room.acked(second, 40);
        assertThat(room.lost(100 * PATIENCE, 0, ALL_FLOWS)).isEmpty();
    }

    @Test
    void whatWasAckedAndDoesNotComeIsLostOnce() {
        long swallowed = room.send(0);
        long next = room.send(1);
        room.acked(swallowed, SECOND);
        room.acked(next, SECOND);
        assertThat(room.come(next, SECOND).failure()).isEmpty();
        assertThat(room.lost(SECOND + PATIENCE, 0, ALL_FLOWS)).isEmpty();
        assertThat(room.lost(SECOND + PATIENCE + 1, 0, ALL_FLOWS)).containsExactly(swallowed);
        assertThat(room.lost(100 * PATIENCE, 0, ALL_FLOWS)).isEmpty();
    }

    @Test
    void whatWasNotAckedMayComeOrNot() {
        long refused = room.send(0);
        long unanswered = room.send(1);
        long third = room.send(2);
        room.refused(refused);
        assertThat(room.forgetUnacked()).isEqualTo(2);
        assertThat(room.come(unanswered, 5).failure()).isEmpty();
        assertThat(room.come(third, 6).failure()).isEmpty();
        assertThat(room.lost(100 * PATIENCE, 0, ALL_FLOWS)).isEmpty();
    }

    @Test
    void whatComesAgainIsRepeated() {
        long first = room.send(0);
        room.come(first, 1);
        assertThat(room.come(first, 2).failure()).hasValue(Failure.REPEATED);
    }

    @Test
    void whatComesBehindALaterOneIsReordered() {
        long first = room.send(0);
        long second = room.send(0);
        assertThat(room.come(second, 1).failure()).isEmpty();
        assertThat(room.come(first, 2).failure()).hasValue(Failure.REORDERED);
        assertThat(room.come(first, 3).failure()).hasValue(Failure.REPEATED);
    }

    @Test
    void patienceBeginsWhenAllIsWell() {
        long first = room.send(0);
        room.acked(first, SECOND);
        long back = 50 * SECOND;
        assertThat(room.lost(back + PATIENCE, back, ALL_FLOWS)).isEmpty();
        assertThat(room.lost(back + PATIENCE + 1, back, ALL_FLOWS)).containsExactly(first);
    }

    @Test
    void whileNothingComesThatWasSentLaterAllMayBeLate() {
        long first = room.send(0);
        room.acked(first, SECOND);
        assertThat(room.lost(100 * PATIENCE, 0, SECOND - 1)).isEmpty();
        assertThat(room.lost(100 * PATIENCE, 0, SECOND)).containsExactly(first);
    }

    @Test
    void afterAGapNothingIsMissing() {
        long first = room.send(0);
        room.acked(first, 1);
        room.told();
        assertThat(room.lost(100 * PATIENCE, 0, ALL_FLOWS)).isEmpty();
    }
}
