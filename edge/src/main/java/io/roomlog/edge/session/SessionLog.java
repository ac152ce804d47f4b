package io.roomlog.edge.session;

import io.roomlog.common.cursor.LogPlace;
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
import io.roomlog.edge.log.Origins;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

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

    /// What was read of a session in an origin's log.
    ///
    /// @param end up to which offset
    private record Stretch(int origin, List<ConsumerRecord<byte[], byte[]>> records, long end) {
        boolean beginsAt(long offset) {
            return !records.isEmpty() && records.getFirst().offset() == offset;
        }

        Stretch skipFirst() {
            return new Stretch(origin, records.subList(1, records.size()), end);
        }
    }

    private void follow(Stretch stretch, SessionLine line) {
        int origin = stretch.origin();
        for (ConsumerRecord<byte[], byte[]> record : stretch.records()) {
            decode(origin, record.value()).ifPresent(state -> line.add(new LogPlace(origin, record.offset()), state));
        }
        line.reach(origin, stretch.end());
    }

    /// A record as this edge numbers origins.
    private Optional<SessionRecord> decode(int origin, byte[] value) {
        return SessionRecord.decode(
                value, epochs -> origins().numbering(epochs, origin), origins().slots());
    }

    private Origins origins() {
        return log.layout().origins();
    }

    /// Appends a session's state.
    ///
    /// @return where it lies, once it is committed
    /// @throws LogException if it was not taken, or not confirmed
    SessionPointer append(String pid, SessionRecord state) {
        byte[] key = pid.getBytes(StandardCharsets.UTF_8);
        int partition = partition(pid, state.user());
        long offset = LogException.join(log.appender()
                .append(Topics.SESSIONS, partition, key, state.encode(origins().epochs()), null));
        return new SessionPointer(0, partition, offset);
    }

    /// Asks for the end of the partition that a session's records lie in.
    CompletableFuture<Long> end(String pid, String user) {
        return log.offsets().latest(source(0, partition(pid, user)));
    }

    /// Finds the session that a cursor points to, and reads it on from there. Later records of a live session
    /// follow each other within minutes, so reading ends where there is silence for longer.
    ///
    /// @param end of its partition, asked for after the client has come
    /// @param isOpen of a stay in that record itself, whether the client may not have had all of it
    /// @return empty if the pointer is not to a record of this session
    /// @throws LogException if the log does not answer
    Optional<SessionLine> find(
            String pid, String user, SessionPointer from, CompletableFuture<Long> end, Predicate<Stay> isOpen) {
        if (from.partition() != partition(pid, user)) {
            return Optional.empty();
        }
        boolean own = from.origin() == 0;
        return from(pid, from, own ? end : mirroredTo(from))
                .flatMap(stretch -> decode(
                                from.origin(), stretch.records.getFirst().value())
                        .map(begin -> {
                            SessionLine line = new SessionLine(
                                    begin,
                                    new LogPlace(from.origin(), from.offset()),
                                    begin.left().stream().filter(isOpen).toList());
                            follow(stretch.skipFirst(), line);
                            if (!own) {
                                followHere(pid, from.partition(), LogException.join(end), line);
                            }
                            return line;
                        }));
    }

    /// What has been mirrored of a session's records, once a place is among it, or for a while has not been.
    private CompletableFuture<Long> mirroredTo(SessionPointer place) {
        TopicPartition source = source(place.origin(), place.partition());
        return CompletableFuture.completedFuture(MirrorPatience.await(
                () -> LogException.join(log.offsets().latest(source)), end -> end > place.offset()));
    }

    /// Who has claimed a session in this region of late, that was begun in another.
    private void followHere(String pid, int partition, long end, SessionLine line) {
        long stamp = System.currentTimeMillis() - silence.toMillis();
        long begin = LogException.join(log.offsets().since(source(0, partition), stamp))
                .orElse(end);
        try {
            follow(read(pid, new SessionPointer(0, partition, begin), begin, end), line);
        } catch (LogReader.OutOfRangeException e) {
            throw new LogException(LogException.Reason.UNAVAILABLE, "the session log does not hold its own end", e);
        }
    }

    /// Reads a session on from a claim that lies behind a silence.
    ///
    /// @return whether there is a record of this session
    boolean follow(String pid, SessionLine line, SessionPointer claim) {
        Optional<Stretch> stretch = from(pid, claim, mirroredTo(claim));
        stretch.ifPresent(read -> follow(read, line));
        return stretch.isPresent();
    }

    /// Reads a session on up to a claim that has been appended.
    ///
    /// @return whether it holds: nobody was faster
    boolean holds(String pid, SessionLine line, SessionRecord claim, SessionPointer at) {
        LogPlace basis = line.tip();
        try {
            follow(read(pid, at, line.readTo(at.origin()), at.offset()), line);
        } catch (LogReader.OutOfRangeException e) {
            throw new LogException(LogException.Reason.UNAVAILABLE, "the session log does not hold its own end", e);
        }
        boolean holds = line.tip().equals(basis) && line.highest() < claim.generation();
        line.use(claim.generation(), new LogPlace(at.origin(), at.offset()));
        return holds;
    }

    /// The session's records from one on, up to the log's end or a silence; empty if there is none of it there.
    private Optional<Stretch> from(String pid, SessionPointer begin, CompletableFuture<Long> end) {
        try {
            return Optional.of(read(pid, begin, begin.offset(), LogException.join(end)))
                    .filter(stretch -> stretch.beginsAt(begin.offset()));
        } catch (LogReader.OutOfRangeException e) {
            return Optional.empty();
        }
    }

    private Stretch read(String pid, SessionPointer where, long from, long to) throws LogReader.OutOfRangeException {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        long next = from;
        while (next < to) {
            LogPage page = log.reader()
                    .read(new LogQuery(
                            source(where.origin(), where.partition()), next, to, Set.of(pid), PAGE_BYTES, silence));
            records.addAll(page.records());
            next = page.next();
        }
        return new Stretch(where.origin(), records, to);
    }

    private TopicPartition source(int origin, int partition) {
        return new TopicPartition(log.layout().origins().topic(origin, Topics.SESSIONS), partition);
    }

    /// The sessions of a user lie together, so that one place knows how many sockets somebody has; those of nobody in
    /// particular are spread.
    private int partition(String pid, String user) {
        String by = user.isEmpty() ? pid : user;
        return RoomKey.partitionOf(
                by.getBytes(StandardCharsets.UTF_8), log.layout().sessionPartitions());
    }
}
