package io.roomlog.edge.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class RouterChoiceTest {
    private final AtomicReference<List<String>> live = new AtomicReference<>(List.of("a", "b", "c"));
    private final AtomicLong nanos = new AtomicLong();
    private final RouterChoice choice = new RouterChoice(live::get, nanos::get);

    @Test
    void eachIsFirstInItsTurn() {
        assertThat(choice.inOrder()).containsExactly("a", "b", "c");
        assertThat(choice.inOrder()).containsExactly("b", "c", "a");
        assertThat(choice.inOrder()).containsExactly("c", "a", "b");
        assertThat(choice.inOrder()).containsExactly("a", "b", "c");
    }

    @Test
    void oneThatHasFailedComesLastForAWhile() {
        choice.failed("a");
        assertThat(choice.inOrder()).containsExactly("b", "c", "a");
        nanos.addAndGet(Duration.ofSeconds(3).toNanos());
        choice.inOrder();
        choice.inOrder();
        assertThat(choice.inOrder()).containsExactly("a", "b", "c");
    }

    @Test
    void oneThatAnswersAgainHasNotFailed() {
        choice.failed("a");
        choice.answered("a");
        assertThat(choice.inOrder()).containsExactly("a", "b", "c");
    }

    @Test
    void whereAllHaveFailedAllAreAskedNevertheless() {
        live.get().forEach(choice::failed);
        assertThat(choice.inOrder()).containsExactlyInAnyOrder("a", "b", "c");
        live.set(List.of());
        assertThat(choice.inOrder()).isEmpty();
    }
}
