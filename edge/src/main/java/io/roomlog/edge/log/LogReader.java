package io.roomlog.edge.log;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// Reads ranges of the log back. Thread-safe.
///
/// A partition is read for all who ask for it at a time: one pass goes over it, from the lowest offset that
/// is asked for, and each gets what it wants of it; and a fetch goes over all partitions that are asked for.
/// So a thousand sockets that come back at once cost a pass for each of their partitions, not a thousand
/// reads.
public final class LogReader implements AutoCloseable {
    private static final Logger LOG = System.getLogger(LogReader.class.getName());
    private static final int CONSUMERS = 2;
    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /// The beginning of a range is not in the log: no longer, or not yet.
    public static final class OutOfRangeException extends Exception {
        private static final long serialVersionUID = 1L;

        private final long earliest;
        private final long lostFrom;

        OutOfRangeException(String message, long earliest) {
            this(message, earliest, 0);
        }

        /// @param lostFrom see [#lostFrom]
        OutOfRangeException(String message, long earliest, long lostFrom) {
            super(message);
            this.earliest = earliest;
            this.lostFrom = lostFrom;
        }

        /// The first offset that the partition holds, or holds behind what is lost.
        public long earliest() {
            return earliest;
        }

        /// Where what is lost begins. What lies before that may be held; 0 where nothing does.
        public long lostFrom() {
            return lostFrom;
        }
    }

    private final Origins origins;
    private final Mirrored mirrored;
    private final LogOffsets offsets;
    private final LogEvents events;
    private final List<Worker> workers = new ArrayList<>();
    private volatile boolean closed;

    LogReader(LogConfig config, Origins origins, Mirrored mirrored, LogOffsets offsets, LogEvents events) {
        this.origins = origins;
        this.mirrored = mirrored;
        this.offsets = offsets;
        this.events = events;
        for (int i = 0; i < CONSUMERS; i++) {
            Map<String, Object> settings = config.consumerSettings("read-" + i);
            settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 0);
            settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 2_000);
            KafkaConsumer<byte[], byte[]> consumer =
                    new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
            config.clients().opened(consumer);
            workers.add(new Worker("edge-read-" + i, consumer));
        }
    }

    /// Reads a range, or as much of it as a page may hold. Blocks.
    ///
    /// @throws OutOfRangeException if the log does not hold the range's beginning
    /// @throws LogException if the log does not answer in time
    public LogPage read(LogQuery query) throws OutOfRangeException {
        if (query.from() >= query.to()) {
            return new LogPage(List.of(), query.to());
        }
        return origins.isMirrored(query.source().topic())
                ? mirrored.read(query, offsets.local(query.source()), this::readHere)
                : readHere(query);
    }

    /// By the offsets that the topic has here.
    private LogPage readHere(LogQuery query) throws OutOfRangeException {
        CompletableFuture<LogPage> page = new CompletableFuture<>();
        workers.get(Math.floorMod(query.source().hashCode(), CONSUMERS)).add(query, page);
        try {
            return page.get(3 * PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof OutOfRangeException outOfRange) {
                throw outOfRange;
            }
            throw new LogException(LogException.Reason.UNAVAILABLE, "the log cannot be read: " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw new LogException(LogException.Reason.UNAVAILABLE, "the log is not read in time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LogException(LogException.Reason.UNAVAILABLE, "interrupted", e);
        }
    }

    /// A thread with a consumer, which goes over all partitions that are asked of it at a time.
    private final class Worker {
        private final KafkaConsumer<byte[], byte[]> consumer;
        private final Map<TopicPartition, LogPass> passes = new HashMap<>();
        private final Thread thread;

        Worker(String name, KafkaConsumer<byte[], byte[]> consumer) {
            this.consumer = consumer;
            this.thread = Thread.ofPlatform().daemon().name(name).start(this::work);
        }

        synchronized void add(LogQuery query, CompletableFuture<LogPage> page) {
            if (closed) {
                page.completeExceptionally(hasBeenClosed());
                return;
            }
            passes.computeIfAbsent(query.source(), LogPass::new).add(query, page);
            notifyAll();
        }

        private void work() {
            try (consumer) {
                for (List<LogPass> wanted = wanted(); !wanted.isEmpty(); wanted = wanted()) {
                    try {
                        step(wanted);
                    } catch (WakeupException e) {
                        // the end
                    } catch (RuntimeException e) {
                        LOG.log(Level.WARNING, "reading back failed: {0}", e.toString());
                        wanted.forEach(pass -> pass.fail(e));
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        /// The passes that somebody waits for, once there are some; none at the end.
        private synchronized List<LogPass> wanted() throws InterruptedException {
            passes.values().removeIf(pass -> !pass.isWanted());
            while (passes.isEmpty() && !closed) {
                wait();
            }
            return closed ? List.of() : List.copyOf(passes.values());
        }

        private void step(List<LogPass> wanted) {
            Map<LogPass, Long> seeks = new HashMap<>();
            wanted.forEach(pass -> pass.begin().ifPresent(offset -> seeks.put(pass, offset)));
            consumer.assign(wanted.stream().map(LogPass::source).toList());
            seeks.forEach((pass, offset) -> consumer.seek(pass.source(), offset));
            try {
                ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
                for (LogPass pass : wanted) {
                    List<ConsumerRecord<byte[], byte[]>> its = records.records(pass.source());
                    if (pass.go(its, consumer.position(pass.source()))) {
                        events.read(its.size());
                    } else if (pass.isStuck(PATIENCE)) {
                        pass.fail(new LogException(
                                LogException.Reason.UNAVAILABLE,
                                "the log did not answer in " + PATIENCE.toSeconds() + " s"));
                    }
                }
            } catch (InvalidOffsetException e) {
                Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(e.partitions());
                for (LogPass pass : wanted) {
                    if (beginnings.containsKey(pass.source())) {
                        pass.refuse(beginnings.getOrDefault(pass.source(), 0L));
                    }
                }
            }
        }

        private synchronized void end() {
            consumer.wakeup();
            notifyAll();
        }

        private synchronized void failAll() {
            passes.values().forEach(pass -> pass.fail(hasBeenClosed()));
        }
    }

    private static LogException hasBeenClosed() {
        return new LogException(LogException.Reason.UNAVAILABLE, "the log has been closed");
    }

    /// Ends the threads; who still waits gets an error.
    @Override
    public void close() {
        closed = true;
        workers.forEach(Worker::end);
        try {
            for (Worker worker : workers) {
                worker.thread.join(Duration.ofSeconds(1));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        workers.forEach(Worker::failAll);
    }
}
