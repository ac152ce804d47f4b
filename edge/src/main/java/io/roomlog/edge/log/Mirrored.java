package io.roomlog.edge.log;

import io.roomlog.common.cursor.Epoch;
import io.roomlog.common.log.Origin;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/// Finds, in the topics that a mirror brings other regions' records into, where the offsets of their origin lie: by
/// bisection, for within an epoch they rise. Thread-safe; blocking, for a few reads of single records.
final class Mirrored {
    /// What lies so near is read on from where it is rather than looked up.
    private static final long NEAR = 1_000;

    private final LogPicker picker;
    private final Origins origins;
    private final Map<TopicPartition, Anchors> anchors = new ConcurrentHashMap<>();

    Mirrored(LogPicker picker, Origins origins) {
        this.picker = picker;
        this.origins = origins;
    }

    Anchors anchors(TopicPartition source) {
        return anchors.computeIfAbsent(source, key -> new Anchors());
    }

    /// The next offset of the origin, behind all that is here.
    ///
    /// @param end here, committed; it may have moved on since
    /// @throws LogException if the log does not answer in time
    long end(TopicPartition source, long end) {
        Anchors its = anchors(source);
        its.want(end);
        Optional<Long> known = its.originEnd(end);
        if (known.isPresent()) {
            return known.get();
        }
        its.lookup().lock();
        try {
            return its.originEnd(end).orElseGet(() -> lookUpEnd(its, source, its.wantedEnd()));
        } finally {
            its.lookup().unlock();
        }
    }

    private long lookUpEnd(Anchors its, TopicPartition source, long end) {
        Optional<ConsumerRecord<byte[], byte[]>> last = last(source, end);
        Optional<Origin> origin = last.flatMap(record -> Origin.read(record.headers()));
        if (origin.isEmpty() || !origins.isCurrent(source.topic(), origin.get())) {
            its.setEnd(0, end);
            return 0;
        }
        its.live(origin.get().epoch());
        its.setEnd(origin.get().offset() + 1, end);
        return origin.get().offset() + 1;
    }

    /// Finds which life of an origin's `rooms` is the present one: that of the newest record. Nothing is found where
    /// there is none.
    ///
    /// @throws LogException if the log does not answer in time
    void learn(int origin, LogOffsets offsets) {
        Set<Epoch> epochs = new HashSet<>();
        Optional<Epoch> present = Optional.empty();
        long newest = Long.MIN_VALUE;
        List<TopicPartition> sources = IntStream.range(0, origins.slots().partitions())
                .mapToObj(partition -> origins.rooms(origins.slots().slot(origin, partition)))
                .toList();
        Map<TopicPartition, Long> ends = offsets.local(sources);
        for (TopicPartition source : sources) {
            Optional<ConsumerRecord<byte[], byte[]>> last = last(source, ends.getOrDefault(source, 0L));
            Optional<Epoch> its =
                    last.flatMap(record -> Origin.read(record.headers())).map(Origin::epoch);
            its.ifPresent(epochs::add);
            if (its.isPresent() && last.get().timestamp() > newest) {
                newest = last.get().timestamp();
                present = its;
            }
        }
        present.ifPresent(epoch -> origins.learn(origin, epoch, epochs));
    }

    /// The last record before an end.
    Optional<ConsumerRecord<byte[], byte[]>> last(TopicPartition source, long end) {
        for (long back = 8; ; back *= 8) {
            long from = Math.max(0, end - back);
            List<ConsumerRecord<byte[], byte[]>> found = picker.range(source, from, end);
            if (!found.isEmpty()) {
                return Optional.of(found.getLast());
            }
            if (from == 0) {
                return Optional.empty();
            }
        }
    }

    /// A place here from which on reading comes to all that the origin has from an offset on, and to little else.
    ///
    /// @param end here, committed
    /// @throws LogReader.OutOfRangeException if what was mirrored from there on is not held any more; it says where
    ///     what is held begins
    /// @throws LogException if the log does not answer in time
    long place(TopicPartition source, long originOffset, long end) throws LogReader.OutOfRangeException {
        Anchors its = anchors(source);
        Optional<Long> near = its.near(originOffset, end, NEAR);
        if (near.isPresent()) {
            return near.get();
        }
        its.lookup().lock();
        try {
            return lookUpPlace(its, source, originOffset, end);
        } finally {
            its.lookup().unlock();
        }
    }

    private long lookUpPlace(Anchors its, TopicPartition source, long originOffset, long end)
            throws LogReader.OutOfRangeException {
        if (its.epoch().isEmpty() && end(source, end) == 0) {
            return end; // nothing of its life is here yet
        }
        long low = its.before(originOffset).map(Map.Entry::getValue).orElse(0L);
        long high = its.behind(originOffset + 1).map(Map.Entry::getValue).orElse(end);
        boolean grounded = its.before(originOffset).isPresent();
        while (high - low > NEAR) {
            long middle = low + (high - low) / 2;
            Optional<Found> found = first(its, source, middle, high);
            if (found.isEmpty()) {
                high = middle;
            } else if (!found.get().current()) {
                low = found.get().offset() + 1;
            } else if (found.get().originOffset() <= originOffset) {
                low = found.get().offset();
                grounded = true;
                its.set(found.get().originOffset(), low);
            } else {
                high = middle;
                its.set(found.get().originOffset(), found.get().offset());
            }
        }
        if (!grounded) {
            requireBeginning(its, source, originOffset, low, end);
        }
        return low;
    }

    /// Reads by the offsets that a topic has here.
    interface Here {
        LogPage read(LogQuery query) throws LogReader.OutOfRangeException;
    }

    /// Reads a range of the origin's offsets.
    ///
    /// @param end here, committed
    /// @throws LogReader.OutOfRangeException if what was mirrored of the range's beginning is not held any more
    LogPage read(LogQuery query, long end, Here here) throws LogReader.OutOfRangeException {
        TopicPartition source = query.source();
        Anchors its = anchors(source);
        long from = place(source, query.from(), end);
        // with the first record behind it, which may say that some of the range is lost
        long to = its.behind(query.to())
                .map(anchor -> Math.min(end, anchor.getValue() + 1))
                .orElse(end);
        LogQuery range = new LogQuery(
                source,
                from,
                to,
                query.keys(),
                record -> atOrigin(record)
                        .filter(one -> one.offset() >= query.from() && one.offset() < query.to())
                        .filter(query.wanted())
                        .isPresent(),
                record -> isLostBefore(record, query),
                query.maxBytes(),
                query.silence());
        LogPage page;
        try {
            page = from >= to ? new LogPage(List.of(), to) : here.read(range);
        } catch (LogReader.OutOfRangeException e) {
            throw new LogReader.OutOfRangeException(
                    source + " does not hold what it did", firstFrom(source, e.earliest(), end), e.lostFrom());
        }
        List<ConsumerRecord<byte[], byte[]>> found = page.records().stream()
                .flatMap(record -> atOrigin(record).stream())
                .toList();
        if (page.next() >= to || found.isEmpty()) {
            return new LogPage(found, query.to());
        }
        long next = found.getLast().offset() + 1;
        its.set(next, page.next());
        return new LogPage(found, next);
    }

    /// Whether some of what a query wants was gone at its origin before it could be mirrored.
    private boolean isLostBefore(ConsumerRecord<byte[], byte[]> record, LogQuery query) {
        return Origin.read(record.headers())
                .filter(origin ->
                        query.from() < origin.offset() && origin.lostFrom().orElse(Long.MAX_VALUE) < query.to())
                .filter(origin -> origins.isCurrent(record.topic(), origin))
                .isPresent();
    }

    /// The origin's offset of the first record of its present life from a place on; behind all that is here where there
    /// is none.
    ///
    /// @param end here, committed
    long firstFrom(TopicPartition source, long from, long end) {
        long behind = end(source, end);
        Anchors its = anchors(source);
        return firstCurrent(its, source, from, end).map(Found::originOffset).orElse(behind);
    }

    /// The origin's offset of the first record from a place on that has a stamp or a later one; behind all that is here
    /// where there is none. Kafka looks at the markers of transactions too, and theirs are the mirror's: later than
    /// those of records behind them.
    ///
    /// @param from here; what lies before it has earlier stamps
    /// @param end here, committed
    long firstAt(TopicPartition source, long stamp, long from, long end) {
        long low = from;
        long high = end;
        long step = 1;
        while (low < high) {
            long middle = low + Math.min(step - 1, (high - low) / 2);
            Optional<ConsumerRecord<byte[], byte[]>> found = picker.first(source, middle, high);
            if (found.isPresent() && found.get().timestamp() < stamp) {
                low = found.get().offset() + 1;
                step *= 4;
            } else {
                high = middle;
            }
        }
        return firstFrom(source, low, end);
    }

    /// The first record of the origin's present life. What is past lies before it, however much that is.
    private Optional<Found> firstCurrent(Anchors its, TopicPartition source, long from, long end) {
        Optional<Found> first = first(its, source, from, end);
        if (first.isPresent() && !first.get().current()) {
            long low = first.get().offset() + 1;
            long high = end;
            while (low < high) {
                long middle = low + (high - low) / 2;
                Optional<Found> found = first(its, source, middle, high);
                if (found.isPresent() && !found.get().current()) {
                    low = found.get().offset() + 1;
                } else {
                    high = middle;
                }
            }
            first = first(its, source, low, end);
        }
        first.ifPresent(found -> its.set(found.originOffset(), found.offset()));
        return first;
    }

    private void requireBeginning(Anchors its, TopicPartition source, long originOffset, long low, long end)
            throws LogReader.OutOfRangeException {
        Optional<Found> first = firstCurrent(its, source, low, end);
        if (first.isPresent() && first.get().originOffset() > originOffset) {
            throw new LogReader.OutOfRangeException(
                    source + " does not hold " + originOffset + " of its origin, but begins with "
                            + first.get().originOffset(),
                    first.get().originOffset());
        }
    }

    /// @param current whether it is of the origin's present life
    private record Found(long offset, long originOffset, boolean current) {}

    private Optional<Found> first(Anchors its, TopicPartition source, long from, long to) {
        Optional<Epoch> epoch = its.epoch();
        return picker.first(source, from, to).map(record -> {
            Optional<Origin> origin = Origin.read(record.headers());
            return new Found(
                    record.offset(),
                    origin.map(Origin::offset).orElse(0L),
                    origin.map(Origin::epoch).equals(epoch));
        });
    }

    /// A record as it is at its origin; empty where it is not of the origin's present life.
    Optional<ConsumerRecord<byte[], byte[]>> atOrigin(ConsumerRecord<byte[], byte[]> record) {
        return Origin.read(record.headers())
                .filter(origin -> origins.isCurrent(record.topic(), origin))
                .map(origin -> at(record, origin.offset()));
    }

    private static ConsumerRecord<byte[], byte[]> at(ConsumerRecord<byte[], byte[]> record, long offset) {
        return new ConsumerRecord<>(
                record.topic(),
                record.partition(),
                offset,
                record.timestamp(),
                record.timestampType(),
                record.serializedKeySize(),
                record.serializedValueSize(),
                record.key(),
                record.value(),
                record.headers(),
                record.leaderEpoch());
    }
}
