package io.roomlog.edge.log;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/// Reads single records whose places are known. Thread-safe; the calling thread does the work, with a consumer that it
/// borrows.
public final class LogPicker implements AutoCloseable {
    private static final int CONSUMERS = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final LogConfig config;
    private final LogEvents events;
    private final Semaphore permits = new Semaphore(CONSUMERS);
    private final Deque<PickingConsumer> idle = new ArrayDeque<>();
    private final AtomicInteger made = new AtomicInteger();
    private boolean closed;

    LogPicker(LogConfig config, LogEvents events) {
        this.config = config;
        this.events = events;
    }

    /// Reads the records at some places; those that the log does not hold are left out. Blocks, for 5 s at most.
    ///
    /// @param places offsets, ascending
    /// @throws LogException if the log does not answer in time
    public List<ConsumerRecord<byte[], byte[]>> pick(TopicPartition source, List<Long> places) {
        return places.isEmpty()
                ? List.of()
                : with((consumer, deadlineNanos) -> consumer.pick(source, places, deadlineNanos));
    }

    /// Reads the committed records of a short range. Blocks, for 5 s at most.
    ///
    /// @param from first offset, inclusive
    /// @param to last offset, exclusive
    /// @throws LogException if the log does not answer in time
    List<ConsumerRecord<byte[], byte[]>> range(TopicPartition source, long from, long to) {
        return from >= to
                ? List.of()
                : with((consumer, deadlineNanos) -> consumer.range(source, from, to, Integer.MAX_VALUE, deadlineNanos));
    }

    /// Reads the first committed record of a range. Blocks, for 5 s at most.
    ///
    /// @param from first offset, inclusive
    /// @param to last offset, exclusive
    /// @throws LogException if the log does not answer in time
    Optional<ConsumerRecord<byte[], byte[]>> first(TopicPartition source, long from, long to) {
        return from >= to
                ? Optional.empty()
                : with((consumer, deadlineNanos) -> consumer.range(source, from, to, 1, deadlineNanos)).stream()
                        .findFirst();
    }

    /// What is done with a consumer.
    private interface Work {
        List<ConsumerRecord<byte[], byte[]>> read(PickingConsumer consumer, long deadlineNanos);
    }

    private List<ConsumerRecord<byte[], byte[]>> with(Work work) {
        long deadlineNanos = System.nanoTime() + PATIENCE.toNanos();
        try {
            if (!permits.tryAcquire(PATIENCE.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new LogException(LogException.Reason.UNAVAILABLE, "too much of the log is read at a time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LogException(LogException.Reason.UNAVAILABLE, "interrupted", e);
        }
        try {
            return workWith(borrow(), work, deadlineNanos);
        } finally {
            permits.release();
        }
    }

    /// A consumer that something has happened to is not used again.
    private List<ConsumerRecord<byte[], byte[]>> workWith(PickingConsumer consumer, Work work, long deadlineNanos) {
        boolean whole = false;
        try {
            long fetches = consumer.fetches();
            List<ConsumerRecord<byte[], byte[]>> picked = work.read(consumer, deadlineNanos);
            events.picked(picked.size(), consumer.fetches() - fetches);
            whole = true;
            return picked;
        } catch (LogException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new LogException(LogException.Reason.UNAVAILABLE, "the log cannot be read: " + e, e);
        } finally {
            giveBack(consumer, whole);
        }
    }

    private PickingConsumer borrow() {
        synchronized (this) {
            if (closed) {
                throw new LogException(LogException.Reason.UNAVAILABLE, "the log has been closed");
            }
            PickingConsumer last = idle.pollLast();
            if (last != null) {
                return last;
            }
        }
        return new PickingConsumer(config.consumerSettings("pick-" + made.getAndIncrement()));
    }

    private void giveBack(PickingConsumer consumer, boolean whole) {
        synchronized (this) {
            if (whole && !closed) {
                idle.addLast(consumer);
                return;
            }
        }
        consumer.close();
    }

    /// Closes what is not in use; the rest follows when it is given back.
    @Override
    public void close() {
        List<PickingConsumer> unused;
        synchronized (this) {
            closed = true;
            unused = List.copyOf(idle);
            idle.clear();
        }
        unused.forEach(PickingConsumer::close);
    }
}
