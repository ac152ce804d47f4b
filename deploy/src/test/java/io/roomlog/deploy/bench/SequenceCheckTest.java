package io.roomlog.deploy.bench;

import static io.roomlog.deploy.bench.SequenceCheck.Verdict.AHEAD;
import static io.roomlog.deploy.bench.SequenceCheck.Verdict.NEXT;
import static io.roomlog.deploy.bench.SequenceCheck.Verdict.OVERTAKEN;
import static io.roomlog.deploy.bench.SequenceCheck.Verdict.REPEATED;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SequenceCheckTest {
    private final SequenceCheck check = new SequenceCheck();

    @Test
    void whatComesInOrderIsWell() {
        assertThat(verdicts(0, 1, 2)).containsExactly(NEXT, NEXT, NEXT);
        assertThat(check.lost(3, all -> true)).isZero();
    }

    @Test
    void whatIsLeftOutIsLost() {
        assertThat(verdicts(1, 2, 5)).containsExactly(AHEAD, NEXT, AHEAD);
        assertThat(check.lost(6, all -> true)).isEqualTo(3);
    }

    @Test
    void whatDoesNotComeInTheEndIsLost() {
        assertThat(verdicts(0, 1)).containsExactly(NEXT, NEXT);
        assertThat(check.lost(5, all -> true)).isEqualTo(3);
    }

    @Test
    void onlyWhatTheServerHasTakenCanBeLost() {
        assertThat(verdicts(0, 2)).containsExactly(NEXT, AHEAD);
        assertThat(check.lost(5, sequence -> sequence != 1 && sequence != 4)).isEqualTo(1);
    }

    @Test
    void whatComesTwiceIsRepeated() {
        assertThat(verdicts(0, 0, 1, 1, 0)).containsExactly(NEXT, REPEATED, NEXT, REPEATED, REPEATED);
        assertThat(check.lost(2, all -> true)).isZero();
    }

    @Test
    void whatComesLateIsOvertakenAndNotLost() {
        assertThat(verdicts(0, 3, 1, 2, 2)).containsExactly(NEXT, AHEAD, OVERTAKEN, OVERTAKEN, REPEATED);
        assertThat(check.lost(4, all -> true)).isZero();
    }

    private List<SequenceCheck.Verdict> verdicts(int... sequences) {
        return IntStream.of(sequences).mapToObj(check::accept).toList();
    }
}
