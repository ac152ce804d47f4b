package io.roomlog.edge.log;

import io.roomlog.common.log.Origin;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/// One way over a partition for all who want something of it.
///
/// Who comes while it is under way goes along if it has not yet passed the place that they want, and nobody
/// waits for whom it has: those get the next way. [#add] and [#isWanted] may be called by any thread,
/// everything else by the one that makes the pass.
final class LogPass {
    private static final long NOWHERE = -1;

    private final TopicPartition source;
    private final Queue<Asked> waiting = new ArrayDeque<>();
    private final List<Asked> served = new ArrayList<>();
    private final Map<String, List<Asked>> byKey = new HashMap<>();
    private final List<Asked> forAllKeys = new ArrayList<>(0);
    private long position = NOWHERE;
    private long progressNanos;

    LogPass(TopicPartition source) {
        this.source = source;
    }

    /// A query, what has been found for it, and who waits.
    private static final class Asked {
        private final LogQuery query;
        private final CompletableFuture<LogPage> page;
        private final List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
        private long bytes;
        private long lastStamp = -1;

        Asked(LogQuery query, CompletableFuture<LogPage> page) {
            this.query = query;
            this.page = page;
        }

        void take(ConsumerRecord<byte[], byte[]> record) {
            found.add(record);
            bytes += Math.max(0, record.serializedKeySize()) + Math.max(0, record.serializedValueSize());
            lastStamp = record.timestamp();
        }

        boolean wants(ConsumerRecord<byte[], byte[]> record) {
            return record.offset() >= query.from()
                    && record.offset() < query.to()
                    && !isFull()
                    && query.wanted().test(record);
        }

        boolean isFull() {
            return bytes >= query.maxBytes();
        }

        long nextWhenFull() {
            return found.getLast().offset() + 1;
        }

        boolean isSilent(long stamp) {
            return lastStamp >= 0 && stamp - lastStamp > query.silence().toMillis();
        }
    }

    TopicPartition source() {
        return source;
    }

    /// Takes a query in.
    void add(LogQuery query, CompletableFuture<LogPage> page) {
        synchronized (waiting) {
            waiting.add(new Asked(query, page));
        }
    }

    /// Whether anybody waits.
    boolean isWanted() {
        synchronized (waiting) {
            return !waiting.isEmpty() || !served.isEmpty();
        }
    }

    /// Takes in those who have come, before a fetch.
    ///
    /// @return where the fetch is to begin, unless it goes on from the last one
    OptionalLong begin() {
        boolean first = admit();
        long wanted =
                served.stream().mapToLong(asked -> asked.query.from()).min().orElse(position);
        if (first) {
            progressNanos = System.nanoTime();
        }
        if (first || wanted > position) {
            position = wanted;
            return OptionalLong.of(wanted);
        }
        return OptionalLong.empty();
    }

    /// Hands out what a fetch has brought.
    ///
    /// @param reached the next offset behind it
    /// @return whether it has brought the pass on
    boolean go(List<ConsumerRecord<byte[], byte[]>> records, long reached) {
        records.forEach(this::hand);
        boolean progress = reached > position;
        if (progress) {
            progressNanos = System.nanoTime();
        }
        position = reached;
        dismiss(
                records.isEmpty()
                        ? OptionalLong.empty()
                        : OptionalLong.of(records.getLast().timestamp()));
        return progress;
    }

    boolean isStuck(Duration patience) {
        return System.nanoTime() - progressNanos > patience.toNanos();
    }

    void fail(RuntimeException failure) {
        List<Asked> all = new ArrayList<>(served);
        synchronized (waiting) {
            all.addAll(waiting);
            waiting.clear();
        }
        served.clear();
        byKey.clear();
        forAllKeys.clear();
        all.forEach(asked -> asked.page.completeExceptionally(failure));
    }

    /// Takes in those who want what lies ahead, unless somebody waits for what lies behind: theirs is the
    /// next way.
    ///
    /// @return whether a new way begins with them
    private boolean admit() {
        synchronized (waiting) {
            boolean first = served.isEmpty();
            boolean behind = waiting.stream().anyMatch(asked -> asked.query.from() < position);
            if (behind && !first) {
                return false;
            }
            for (Asked asked : waiting) {
                served.add(asked);
                if (asked.query.keys().isEmpty()) {
                    forAllKeys.add(asked);
                }
                asked.query
                        .keys()
                        .forEach(key -> byKey.computeIfAbsent(key, k -> new ArrayList<>(1))
                                .add(asked));
            }
            waiting.clear();
            return first;
        }
    }

    private void hand(ConsumerRecord<byte[], byte[]> record) {
        if (record.headers().lastHeader(Origin.LOST) != null) {
            stopBefore(record);
        }
        if (record.key() == null) {
            return;
        }
        hand(record, forAllKeys);
        hand(record, byKey.getOrDefault(new String(record.key(), StandardCharsets.UTF_8), List.of()));
    }

    /// Something is lost right before a record: who would read on over that is told, or gets what was found before.
    private void stopBefore(ConsumerRecord<byte[], byte[]> record) {
        for (Iterator<Asked> all = served.iterator(); all.hasNext(); ) {
            Asked asked = all.next();
            boolean between = asked.query.from() <= record.offset() && record.offset() < asked.query.to();
            if (!between || asked.isFull() || !asked.query.hole().test(record)) {
                continue;
            }
            if (asked.found.isEmpty()) {
                all.remove();
                forget(asked);
                long lostFrom = Origin.read(record.headers())
                        .map(origin -> origin.lostFrom().orElse(0))
                        .orElse(0L);
                asked.page.completeExceptionally(new LogReader.OutOfRangeException(
                        source + " has lost what lay before " + record.offset(), record.offset(), lostFrom));
            } else {
                answer(asked, record.offset(), all);
            }
        }
    }

    private static void hand(ConsumerRecord<byte[], byte[]> record, List<Asked> interested) {
        for (Asked asked : interested) {
            if (asked.wants(record)) {
                asked.take(record);
            }
        }
    }

    /// Answers those who have got all that they wanted, or as much as a page holds.
    ///
    /// @param stamp of the last record that a fetch has brought, if it has brought any
    private void dismiss(OptionalLong stamp) {
        for (Iterator<Asked> all = served.iterator(); all.hasNext(); ) {
            Asked asked = all.next();
            if (asked.lastStamp < 0 && stamp.isPresent() && position > asked.query.from()) {
                asked.lastStamp = stamp.getAsLong();
            }
            if (asked.isFull()) {
                answer(asked, Math.min(asked.nextWhenFull(), asked.query.to()), all);
            } else if (position >= asked.query.to() || (stamp.isPresent() && asked.isSilent(stamp.getAsLong()))) {
                answer(asked, asked.query.to(), all);
            }
        }
    }

    private void answer(Asked asked, long next, Iterator<Asked> all) {
        all.remove();
        forget(asked);
        asked.page.complete(new LogPage(List.copyOf(asked.found), next));
    }

    private void forget(Asked asked) {
        forAllKeys.remove(asked);
        for (String key : asked.query.keys()) {
            List<Asked> interested = byKey.get(key);
            if (interested != null) {
                interested.remove(asked);
                if (interested.isEmpty()) {
                    byKey.remove(key);
                }
            }
        }
    }

    /// The log does not hold the place that the pass is at: who wants it is told, unless something was found
    /// before.
    ///
    /// @param earliest where the log begins
    void refuse(long earliest) {
        long at = position;
        for (Iterator<Asked> all = served.iterator(); all.hasNext(); ) {
            Asked asked = all.next();
            if (asked.query.from() > at && asked.query.from() >= earliest) {
                continue;
            }
            if (asked.found.isEmpty()) {
                all.remove();
                forget(asked);
                asked.page.completeExceptionally(new LogReader.OutOfRangeException(
                        source + " does not hold " + Math.max(at, asked.query.from()) + " but begins at " + earliest,
                        earliest));
            } else {
                answer(asked, Math.max(at, asked.query.from()), all);
            }
        }
    }
}
