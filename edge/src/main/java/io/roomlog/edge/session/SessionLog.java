package io.roomlog.edge.session;

import io.roomlog.common.cursor.SessionPointer;
import io.roomlog.common.log.RoomKey;
import io.roomlog.common.log.SessionRecord;
import io.roomlog.common.log.Topics;
import io.roomlog.edge.log.Log;
import io.roomlog.edge.log.LogException;
import io.roomlog.edge.log.LogReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Writes and finds session records. Blocking; thread-safe.
final class SessionLog {
    private final Log log;

    SessionLog(Log log) {
        this.log = log;
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

    /// Takes a session: finds its latest state from a pointer on, and appends it with a generation one higher than
    /// any found, until nobody else has written in between.
    ///
    /// @param expected what the found state must satisfy
    /// @return the claimed state and where it lies; empty if there is none, it has ended, or it is not as expected
    /// @throws LogException if the log does not answer
    Optional<Claim> claim(String pid, SessionPointer from, Predicate<SessionRecord> expected) {
        if (from.partition() != partition(pid)) {
            return Optional.empty();
        }
        try {
            long end = join(log.offsets().latest(Topics.SESSIONS, from.partition()));
            SessionRecord found = latest(pid, from.partition(), from.offset(), end, true);
            while (found != null && !found.ended() && expected.test(found)) {
                SessionRecord claimed = found.claimedAs(found.generation() + 1);
                SessionPointer pointer = append(pid, claimed);
                SessionRecord between = latest(pid, from.partition(), end, pointer.offset(), false);
                if (between == null) {
                    return Optional.of(new Claim(claimed, pointer));
                }
                end = pointer.offset() + 1;
                found = between.generation() >= found.generation() ? between : found;
                found = found.claimedAs(Math.max(found.generation(), claimed.generation()));
            }
            return Optional.empty();
        } catch (LogReader.OutOfRangeException e) {
            return Optional.empty();
        }
    }

    /// A session in this edge's hands.
    record Claim(SessionRecord state, SessionPointer pointer) {}

    /// The last state of the highest generation in a range.
    ///
    /// @param firstIsOurs whether the range's first record must be one of this session
    private @Nullable SessionRecord latest(String pid, int partition, long from, long to, boolean firstIsOurs)
            throws LogReader.OutOfRangeException {
        byte[] key = pid.getBytes(StandardCharsets.UTF_8);
        AtomicReference<SessionRecord> latest = new AtomicReference<>();
        boolean[] foreign = {from >= to && firstIsOurs};
        log.reader().read(Topics.SESSIONS, partition, from, to, record -> {
            boolean ours = Arrays.equals(record.key(), key);
            if (firstIsOurs && record.offset() == from && !ours) {
                foreign[0] = true;
            }
            if (ours) {
                SessionRecord.decode(record.value()).ifPresent(state -> {
                    SessionRecord known = latest.get();
                    if (known == null || state.generation() >= known.generation()) {
                        latest.set(state);
                    }
                });
            }
        });
        return foreign[0] ? null : latest.get();
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
