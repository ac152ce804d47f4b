package io.roomlog.edge.socketio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class MailboxTest {
    private static final int BOUND = 4;
    private static final long BOUND_BYTES = 1_000;

    private final Mailbox mailbox = new Mailbox(BOUND, BOUND_BYTES);
    private final List<Integer> ran = Collections.synchronizedList(new ArrayList<>());

    @Test
    void tasksRunOneAtATimeInOrder() throws InterruptedException {
        int count = 10_000;
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(count);
        for (int i = 0; i < count; i++) {
            int task = i;
            mailbox.put(
                    () -> {
                        most.accumulateAndGet(running.incrementAndGet(), Math::max);
                        ran.add(task);
                        running.decrementAndGet();
                        done.countDown();
                    },
                    0);
        }
        done.await();
        assertThat(most).hasValue(1);
        assertThat(ran)
                .containsExactlyElementsOf(IntStream.range(0, count).boxed().toList());
    }

    @Test
    void whoeverBringsMoreThanTheBoundWaits() throws InterruptedException {
        CountDownLatch release = fill();
        Thread bringer = Thread.ofVirtual().start(() -> mailbox.put(() -> ran.add(BOUND), 0));
        await().until(() -> bringer.getState() == Thread.State.WAITING);
        release.countDown();
        bringer.join();
        await().until(() -> ran.size() == BOUND + 1);
        assertThat(ran).containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    void whoeverBringsMoreThanTheBytesWaits() throws InterruptedException {
        CountDownLatch release = occupy();
        mailbox.put(() -> ran.add(0), 5_000); // an empty one takes anything
        Thread bringer = Thread.ofVirtual().start(() -> mailbox.put(() -> ran.add(1), 1));
        await().until(() -> bringer.getState() == Thread.State.WAITING);
        release.countDown();
        bringer.join();
        CountDownLatch last = new CountDownLatch(1);
        mailbox.put(last::countDown, 1_000);
        last.await();
        assertThat(ran).containsExactly(0, 1);
    }

    @Test
    void closingWaitsForNoRoomAndIsTheLast() throws InterruptedException {
        CountDownLatch release = fill();
        Thread bringer = Thread.ofVirtual().start(() -> mailbox.put(() -> ran.add(BOUND), 0));
        await().until(() -> bringer.getState() == Thread.State.WAITING);
        CountDownLatch last = new CountDownLatch(1);
        mailbox.close(() -> {
            ran.add(-1);
            last.countDown();
        });
        bringer.join();
        mailbox.put(() -> ran.add(-2), 0);
        mailbox.close(() -> ran.add(-3));
        release.countDown();
        last.await();
        assertThat(ran).containsExactly(0, 1, 2, 3, -1);
    }

    @Test
    void anInterruptEndsTheWaitAndTheTaskIsDropped() throws InterruptedException {
        CountDownLatch release = fill();
        Thread bringer = Thread.ofVirtual().start(() -> mailbox.put(() -> ran.add(BOUND), 0));
        await().until(() -> bringer.getState() == Thread.State.WAITING);
        bringer.interrupt();
        bringer.join();
        CountDownLatch last = new CountDownLatch(1);
        mailbox.close(last::countDown);
        release.countDown();
        last.await();
        assertThat(ran).containsExactly(0, 1, 2, 3);
    }

    @Test
    void aTaskThatFailsDoesNotEndTheMailbox() throws InterruptedException {
        CountDownLatch next = new CountDownLatch(1);
        mailbox.put(
                () -> {
                    throw new IllegalStateException("a handler's fault");
                },
                0);
        mailbox.put(next::countDown, 0);
        next.await();
    }

    /// One task runs and waits, as many as may wait behind it.
    private CountDownLatch fill() throws InterruptedException {
        CountDownLatch release = occupy();
        for (int i = 0; i < BOUND; i++) {
            int task = i;
            mailbox.put(() -> ran.add(task), 0);
        }
        return release;
    }

    private CountDownLatch occupy() throws InterruptedException {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        mailbox.put(
                () -> {
                    started.countDown();
                    try {
                        release.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                0);
        started.await();
        return release;
    }
}
