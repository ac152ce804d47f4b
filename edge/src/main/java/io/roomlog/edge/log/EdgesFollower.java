package io.roomlog.edge.log;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// Follows `edges` from its beginning, on a thread of its own. The topic is compacted: what is no longer there has
/// been said again, so that a place that is gone means to begin anew.
public final class EdgesFollower implements AutoCloseable {
    private static final Logger LOG = System.getLogger(EdgesFollower.class.getName());
    private static final Duration BACK_OFF = Duration.ofMillis(200);
    private static final Duration END = Duration.ofSeconds(2);

    private final TopicPartition source;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final EdgesListener listener;
    private final long turnNanos;
    private final Runnable onDeath;
    private final Thread thread;
    private volatile boolean running = true;
    private volatile boolean turnWanted = true;

    /// @param topic `edges`, or another region's
    /// @param turn the time between two turns of the listener; the first is at once
    /// @param onDeath told when the thread ends by an error that it cannot go on from
    EdgesFollower(LogConfig config, String topic, EdgesListener listener, Duration turn, Runnable onDeath) {
        this.source = new TopicPartition(topic, 0);
        this.consumer = new KafkaConsumer<>(
                config.consumerSettings("leases"), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        config.clients().opened(consumer);
        this.listener = listener;
        this.turnNanos = turn.toNanos();
        this.onDeath = onDeath;
        this.thread = Thread.ofPlatform().name("edge-leases").unstarted(this::follow);
    }

    public void start() {
        thread.start();
    }

    /// Has the listener take a turn as soon as may be. Thread-safe.
    public void turnNow() {
        turnWanted = true;
        consumer.wakeup();
    }

    private void follow() {
        try (consumer) {
            consumer.assign(List.of(source));
            consumer.seekToBeginning(List.of(source));
            long turnAt = System.nanoTime();
            while (running) {
                if (turnWanted || turnAt - System.nanoTime() <= 0) {
                    turnWanted = false;
                    turnAt = System.nanoTime() + turnNanos;
                    listener.onTurn();
                }
                poll(Duration.ofNanos(Math.max(0, turnAt - System.nanoTime())));
            }
        } catch (Throwable e) {
            LOG.log(Level.ERROR, "following the leases ended by an error", e);
            throw e;
        } finally {
            if (running) {
                onDeath.run();
            }
        }
    }

    private void poll(Duration wait) {
        try {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(wait)) {
                if (record.key() != null) {
                    listener.onRecord(
                            new String(record.key(), StandardCharsets.UTF_8), record.value(), record.timestamp());
                }
            }
        } catch (WakeupException e) {
            // a turn is wanted, or the end
        } catch (InvalidOffsetException e) {
            consumer.seekToBeginning(List.of(source));
        } catch (RetriableException e) {
            LOG.log(Level.WARNING, "following the leases waits for the log: {0}", e.toString());
            LockSupport.parkNanos(this, BACK_OFF.toNanos());
        }
    }

    /// Ends the thread and waits for it, up to 2 s.
    @Override
    public void close() {
        running = false;
        if (thread.getState() == Thread.State.NEW) {
            consumer.close();
            return;
        }
        consumer.wakeup();
        LockSupport.unpark(thread);
        try {
            if (!thread.join(END)) {
                LOG.log(Level.WARNING, "following the leases did not end in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
