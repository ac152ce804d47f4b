package io.roomlog.edge.log;

import io.roomlog.common.log.Origin;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// Follows the partitions of `rooms` that local sockets need, by their slots: see [Origins].
///
/// One thread consumes, dispatches and runs commands between two polls, so that a command sees every record
/// either wholly dispatched or not at all. The set of partitions is changed with `assign`, once for all the
/// commands that have come meanwhile: partitions that stay keep their place. Offsets are never reset by
/// Kafka; what is out of range is reported as a gap.
public final class Tail implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Tail.class.getName());
    private static final long CLOSED = -1;
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration BACK_OFF = Duration.ofMillis(200);
    private static final int MOST_WAITING = 10_000;

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final LogOffsets offsets;
    private final Origins origins;
    private final Mirrored mirrored;
    /// What others may see of [#next].
    private final AtomicLongArray reached;
    private final TailListener listener;
    private final Runnable onDeath;
    private final Queue<Command> commands = new ConcurrentLinkedQueue<>();
    private final Thread thread;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final long[] next;
    private final List<Integer> opened = new ArrayList<>();
    private final Map<Integer, Deque<ConsumerRecord<byte[], byte[]>>> waiting = new HashMap<>(0);
    private boolean assignmentStale;

    /// What is to be done between two records, and who waits for it.
    private record Command(Runnable task, CompletableFuture<Void> done) {
        void run() {
            try {
                task.run();
                done.complete(null);
            } catch (RuntimeException e) {
                done.completeExceptionally(e);
            }
        }
    }

    private volatile boolean running = true;
    private volatile boolean polling;
    private volatile boolean parked;

    /// @param listener what gets the records
    /// @param onDeath told when the thread ends by an error that it cannot go on from
    Tail(
            LogConfig config,
            LogLayout layout,
            LogOffsets offsets,
            Mirrored mirrored,
            TailListener listener,
            Runnable onDeath) {
        Map<String, Object> settings = config.consumerSettings("tail");
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 500);
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 500);
        this.consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        config.clients().opened(consumer);
        this.offsets = offsets;
        this.listener = listener;
        this.onDeath = onDeath;
        this.origins = layout.origins();
        this.next = new long[layout.slots().count()];
        Arrays.fill(next, CLOSED);
        this.mirrored = mirrored;
        this.reached = new AtomicLongArray(next.clone());
        offsets.follow(reached::get);
        this.thread = Thread.ofPlatform().name("edge-tail").unstarted(this::follow);
    }

    public void start() {
        thread.start();
    }

    /// Has a command run on the tail's thread, between two records. Thread-safe.
    ///
    /// @return completed on the tail's thread when it has run; fails if it threw, or the tail has ended
    public CompletableFuture<Void> execute(Runnable command) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        enqueue(new Command(command, done));
        return done;
    }

    /// The same for a command of which nobody waits for the end.
    public void run(Runnable command) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        var _ = done.whenComplete((nothing, failure) -> {
            if (failure != null && running) {
                LOG.log(Level.ERROR, "a command failed on the tail's thread", failure);
            }
        });
        enqueue(new Command(command, done));
    }

    private void enqueue(Command command) {
        commands.add(command);
        if (ended.getCount() == 0) {
            refuseCommands();
        } else if (polling) {
            consumer.wakeup();
        } else if (parked) {
            LockSupport.unpark(thread);
        }
    }

    /// Nobody is there any more to run what has come.
    private void refuseCommands() {
        for (Command command = commands.poll(); command != null; command = commands.poll()) {
            command.done.completeExceptionally(new IllegalStateException("the tail has ended"));
        }
    }

    /// Whether a slot is followed. On the tail's thread only.
    public boolean isOpen(int slot) {
        return next[slot] != CLOSED;
    }

    /// Up to where a slot has been dispatched, as far as it is followed. Any thread.
    public boolean hasReached(int slot, long next) {
        return reached.get(slot) >= next;
    }

    /// The next offset of an open slot that will be dispatched. On the tail's thread only.
    public long position(int slot) {
        return next[slot];
    }

    /// The next offset by slot; negative where a slot is not followed. On the tail's thread only,
    /// not to be written.
    public long[] positions() {
        return next;
    }

    /// Begins to follow a slot. On the tail's thread only.
    ///
    /// @param start the first offset to dispatch
    public void open(int slot, long start) {
        next[slot] = start;
        reached.set(slot, start);
        opened.add(slot);
        assignmentStale = true;
    }

    /// No longer follows a slot. On the tail's thread only.
    public void close(int slot) {
        next[slot] = CLOSED;
        reached.set(slot, CLOSED);
        waiting.remove(slot);
        opened.remove(Integer.valueOf(slot));
        assignmentStale = true;
    }

    /// Goes on with a slot of which a record was not taken. On the tail's thread only.
    public void goOn(int slot) {
        Deque<ConsumerRecord<byte[], byte[]>> records = waiting.remove(slot);
        if (records != null) {
            consumer.resume(List.of(origins.rooms(slot)));
            dispatch(slot, records);
        }
    }

    private void follow() {
        try {
            while (running) {
                runCommands();
                if (consumer.assignment().isEmpty()) {
                    parkUntilCommand();
                } else {
                    pollOnce();
                }
            }
        } catch (Throwable e) {
            LOG.log(Level.ERROR, "tail ended by an error", e);
            throw e;
        } finally {
            ended.countDown();
            refuseCommands();
            consumer.close();
            if (running) {
                onDeath.run();
            }
        }
    }

    private void runCommands() {
        for (Command command = commands.poll(); command != null; command = commands.poll()) {
            command.run();
        }
        if (assignmentStale) {
            assignmentStale = false;
            List<TopicPartition> wanted = new ArrayList<>();
            for (int slot = 0; slot < next.length; slot++) {
                if (isOpen(slot)) {
                    wanted.add(origins.rooms(slot));
                }
            }
            consumer.assign(wanted);
            opened.forEach(slot -> {
                seek(slot);
                consumer.resume(List.of(origins.rooms(slot)));
            });
            if (!opened.isEmpty()) {
                opened.clear();
                listener.onOpened();
            }
        }
    }

    /// Goes to where a slot is due. Of another region's records that is where what is due cannot lie before.
    private void seek(int slot) {
        TopicPartition source = origins.rooms(slot);
        if (isOwn(slot)) {
            consumer.seek(source, next[slot]);
            return;
        }
        Optional<Long> near = mirrored.anchors(source).before(next[slot]).map(Map.Entry::getValue);
        if (near.isPresent()) {
            consumer.seek(source, near.get());
        } else {
            consumer.seekToBeginning(List.of(source));
        }
    }

    private boolean isOwn(int slot) {
        return origins.slots().origin(slot) == 0;
    }

    private void parkUntilCommand() {
        parked = true;
        if (commands.isEmpty() && running) {
            LockSupport.parkNanos(this, POLL.toNanos());
        }
        parked = false;
    }

    private void pollOnce() {
        try {
            polling = true;
            Duration wait = commands.isEmpty() && running ? POLL : Duration.ZERO;
            ConsumerRecords<byte[], byte[]> records = consumer.poll(wait);
            polling = false;
            dispatch(records);
        } catch (WakeupException e) {
            // a command has come
        } catch (InvalidOffsetException e) {
            e.partitions().forEach(this::reposition);
        } catch (RetriableException e) {
            LOG.log(Level.WARNING, "tail waits for the log: {0}", e.toString());
            LockSupport.parkNanos(this, BACK_OFF.toNanos());
        } finally {
            polling = false;
        }
    }

    private void dispatch(ConsumerRecords<byte[], byte[]> records) {
        for (TopicPartition topicPartition : records.partitions()) {
            int slot = origins.slot(topicPartition);
            List<ConsumerRecord<byte[], byte[]>> its = atOrigin(slot, records.records(topicPartition));
            Deque<ConsumerRecord<byte[], byte[]>> before = waiting.get(slot);
            if (before == null) {
                dispatch(slot, its);
            } else {
                before.addAll(its);
                pauseIfMany(slot, before);
            }
        }
    }

    private List<ConsumerRecord<byte[], byte[]>> atOrigin(int slot, List<ConsumerRecord<byte[], byte[]>> records) {
        return isOwn(slot)
                ? records
                : records.stream()
                        .flatMap(record -> mirrored.atOrigin(record).stream())
                        .toList();
    }

    private void dispatch(int slot, Collection<ConsumerRecord<byte[], byte[]>> records) {
        int taken = 0;
        for (ConsumerRecord<byte[], byte[]> record : records) {
            if (!isOpen(slot)) {
                return; // what one of its records said has emptied the slot's last room
            }
            if (record.offset() < next[slot]) {
                taken++; // a mirror may bring a record again, and is read from before what is due
                continue;
            }
            tellLost(slot, record);
            next[slot] = record.offset() + 1;
            if (!listener.onRecord(slot, record)) {
                next[slot] = record.offset();
                Deque<ConsumerRecord<byte[], byte[]>> rest =
                        records.stream().skip(taken).collect(Collectors.toCollection(ArrayDeque::new));
                waiting.put(slot, rest);
                pauseIfMany(slot, rest);
                return;
            }
            taken++;
        }
        // behind the last record may lie markers and aborted records, which nobody gets
        if (isOpen(slot)) {
            if (isOwn(slot)) {
                next[slot] = Math.max(next[slot], consumer.position(origins.rooms(slot)));
            }
            reached.set(slot, next[slot]);
            listener.onReached(slot, next[slot]);
        }
    }

    /// What was gone at its origin before it could be mirrored is lost.
    private void tellLost(int slot, ConsumerRecord<byte[], byte[]> record) {
        if (!isOwn(slot) && record.headers().lastHeader(Origin.LOST) != null) {
            Origin.read(record.headers())
                    .map(Origin::lostFrom)
                    .ifPresent(lostFrom -> lostFrom.ifPresent(lost -> {
                        long from = Math.max(next[slot], lost);
                        if (from < record.offset()) {
                            listener.onGap(slot, from, record.offset(), false);
                        }
                    }));
        }
    }

    private void pauseIfMany(int slot, Collection<ConsumerRecord<byte[], byte[]>> records) {
        if (records.size() > MOST_WAITING) {
            consumer.pause(List.of(origins.rooms(slot)));
        }
    }

    /// Goes on from where the log of a slot is held. Of another region's records no more is known than where what was
    /// mirrored begins: what is due may be yet to come.
    private void reposition(TopicPartition source) {
        int slot = origins.slot(source);
        long due = next[slot];
        boolean own = isOwn(slot);
        try {
            long earliest = offsets.earliest(slot).get(5, TimeUnit.SECONDS);
            long latest = own ? offsets.latest(source).get(5, TimeUnit.SECONDS) : Long.MAX_VALUE;
            boolean reset = due > latest;
            long onward = own && due >= earliest ? latest : Math.max(due, earliest);
            next[slot] = onward;
            waiting.remove(slot);
            consumer.resume(List.of(source));
            if (own) {
                consumer.seek(source, onward);
            } else {
                consumer.seekToBeginning(List.of(source));
            }
            if (own || onward > due) {
                LOG.log(
                        Level.ERROR,
                        "gap slot={0} due={1} onward={2} reset={3}",
                        Integer.toString(slot),
                        Long.toString(due),
                        Long.toString(onward),
                        reset);
                reached.set(slot, onward);
                listener.onGap(slot, due, onward, reset);
            }
        } catch (ExecutionException | TimeoutException e) {
            LOG.log(Level.WARNING, "tail cannot find its place slot={0}: {1}", slot, e.toString());
            LockSupport.parkNanos(this, BACK_OFF.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Ends the thread and waits for it, up to 2 s.
    @Override
    public void close() {
        running = false;
        consumer.wakeup();
        LockSupport.unpark(thread);
        try {
            if (!ended.await(2, TimeUnit.SECONDS)) {
                LOG.log(Level.WARNING, "tail did not end in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
