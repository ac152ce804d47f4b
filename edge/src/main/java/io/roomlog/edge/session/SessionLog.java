package io.roomlog.edge.session;

import io.roomlog.common.cursor.SessionPointer;
import io.roomlog.common.log.RoomKey;
import io.roomlog.common.log.SessionRecord;
import io.roomlog.common.log.SessionRecord.Stay;
import io.roomlog.common.log.Topics;
import io.roomlog.edge.log.Log;
import io.roomlog.edge.log.LogException;
import io.roomlog.edge.log.LogPage;
import io.roomlog.edge.log.LogQuery;
import io.roomlog.edge.log.LogReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/// Writes and finds session records. Blocking; thread-safe.
final class SessionLog {
    private static final long PAGE_BYTES = 1_000_000;

    private final Log log;
    private final Duration silence;

    /// @param silence behind which there is no further record of a session, but a claim that its socket's own
    ///     room tells of
    SessionLog(Log log, Duration silence) {
        this.log = log;
        this.silence = silence;
    }

    /// A session as it was found.
    ///
    /// @param state the last one of the highest generation, with all stays that ended since the first record
    ///     read
    /// @param lastOffset of the records found
    /// @param readTo offset up to which the log was read
    record Found(SessionRecord state, long lastOffset, long readTo) {
        /// This and what was found behind it.
        Found then(Found later) {
            Set<Stay> left = new LinkedHashSet<>(state.left());
            left.addAll(later.state.left());
            SessionRecord newest = isNewer(later.state, state) ? later.state : state;
            return new Found(
                    newest.with(newest.rooms(), List.copyOf(left)),
                    Math.max(lastOffset, later.lastOffset),
                    Math.max(readTo, later.readTo));
        }

        /// The same, where a generation has been taken by a record.
        Found atLeast(long generation, long offset) {
            return new Found(
                    state.claimedAs(Math.max(state.generation(), generation)),
                    Math.max(lastOffset, offset),
                    Math.max(readTo, offset + 1));
        }
    }

    /// Appends a session's state.
    ///
    /// @return where it lies, once it is committed
    /// @throws LogException if it was not taken, or not confirmed
    SessionPointer append(String pid, SessionRecord state) {
        byte[] key = pid.getBytes(StandardCharsets.UTF_8);
        int partition = partition(pid);
        long offset = join(log.appender().append(Topics.SESSIONS, partition, key, state.encode(), null));
        return new SessionPointer(0, partition, offset);
    }

    /// Finds a session's latest state, from the record that a cursor points to on. Later records of a live
    /// session follow each other within minutes, so reading ends where there is silence for longer.
    ///
    /// @return empty if the pointer is not to a record of this session
    /// @throws LogException if the log does not answer
    ///
    /// @param isOpen of a stay in that record itself, whether the client may not have had all of it
    Optional<Found> find(String pid, SessionPointer from, Predicate<Stay> isOpen) {
        if (from.partition() != partition(pid)) {
            return Optional.empty();
        }
        long end = join(log.offsets().latest(source(from.partition())));
        try {
            List<ConsumerRecord<byte[], byte[]>> records = read(pid, from.partition(), from.offset(), end);
            boolean ours = !records.isEmpty() && records.getFirst().offset() == from.offset();
            return ours ? latest(records, end, isOpen) : Optional.empty();
        } catch (LogReader.OutOfRangeException e) {
            return Optional.empty();
        }
    }

    /// Finds what was written of a session in a range.
    Optional<Found> between(String pid, long from, long to) {
        try {
            return latest(read(pid, partition(pid), from, to), to, stay -> true);
        } catch (LogReader.OutOfRangeException e) {
            throw new LogException(LogException.Reason.UNAVAILABLE, "the session log does not hold its own end", e);
        }
    }

    private List<ConsumerRecord<byte[], byte[]>> read(String pid, int partition, long from, long to)
            throws LogReader.OutOfRangeException {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        long next = from;
        while (next < to) {
            LogPage page =
                    log.reader().read(new LogQuery(source(partition), next, to, Set.of(pid), PAGE_BYTES, silence));
            records.addAll(page.records());
            next = page.next();
        }
        return records;
    }

    private static Optional<Found> latest(
            List<ConsumerRecord<byte[], byte[]>> records, long readTo, Predicate<Stay> isOpenInFirst) {
        SessionRecord latest = null;
        Set<Stay> left = new LinkedHashSet<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            SessionRecord state = SessionRecord.decode(record.value()).orElse(null);
            if (state != null && isNewer(state, latest)) {
                latest = state;
                boolean first = record.equals(records.getFirst());
                state.left().stream()
                        .filter(stay -> !first || isOpenInFirst.test(stay))
                        .forEach(left::add);
            }
        }
        return latest == null
                ? Optional.empty()
                : Optional.of(new Found(
                        latest.with(latest.rooms(), List.copyOf(left)),
                        records.getLast().offset(),
                        readTo));
    }

    /// Who writes late, with a generation that has been superseded, is not heard.
    private static boolean isNewer(SessionRecord state, @Nullable SessionRecord known) {
        return known == null || state.generation() >= known.generation();
    }

    private static TopicPartition source(int partition) {
        return new TopicPartition(Topics.SESSIONS, partition);
    }

    private int partition(String pid) {
        return RoomKey.partitionOf(
                pid.getBytes(StandardCharsets.UTF_8), log.layout().sessionPartitions());
    }

    static <T> T join(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof LogException cause) {
                throw cause;
            }
            throw new LogException(
                    LogException.Reason.UNAVAILABLE,
                    "the log did not answer: " + e.getCause(),
                    e.getCause() == null ? e : e.getCause());
        }
    }
}
