package io.roomlog.edge.room;

import io.roomlog.common.log.RoomRecord;
import io.roomlog.common.log.Topics;
import io.roomlog.edge.log.Log;
import io.roomlog.edge.log.LogException;
import io.roomlog.edge.log.LogPage;
import io.roomlog.edge.log.LogQuery;
import io.roomlog.edge.log.LogReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/// Reads back what is in some rooms of a partition, a page at a time: from memory where it is recent, else
/// from the log, in a pass that all share who want something of the partition. Blocking; thread-safe.
public final class RoomReader {
    private final Log log;
    private final HotTail hot;

    RoomReader(Log log, HotTail hot) {
        this.log = log;
        this.hot = hot;
    }

    /// A record of one of the rooms that were asked for.
    ///
    /// @param key the room's key
    /// @param timestamp milliseconds since 1970, as the log stamped it
    public record Found(String key, long offset, long timestamp, RoomRecord record) {}

    /// Part of a range.
    ///
    /// @param records in log order
    /// @param next the first offset that has not been looked at; the range's end if all has
    public record Page(List<Found> records, long next) {}

    /// Reads a range, or as much of it as holds about so many bytes of what was asked for.
    ///
    /// @param from first offset, inclusive
    /// @param to last offset, exclusive; it must be committed
    /// @param keys keys of the rooms, all of this partition
    /// @param maxBytes about how much a page may hold; at least one record is found if there is one
    /// @throws LogReader.OutOfRangeException if the log does not hold the range's beginning
    /// @throws LogException if the log does not answer in time
    public Page read(int partition, long from, long to, Set<String> keys, long maxBytes)
            throws LogReader.OutOfRangeException {
        if (from >= to) {
            return new Page(List.of(), to);
        }
        Optional<Page> recent = hot.read(partition, from, to, keys, maxBytes);
        if (recent.isPresent() && recent.get().next() > from) {
            return recent.get();
        }
        long hotFrom = hot.begin(partition).filter(begin -> begin > from).orElse(to);
        long until = Math.min(to, hotFrom);
        TopicPartition source = new TopicPartition(Topics.ROOMS, partition);
        LogPage page = log.reader().read(new LogQuery(source, from, until, keys, maxBytes, LogQuery.UNBOUNDED));
        List<Found> found = new ArrayList<>(page.records().size());
        page.records().forEach(record -> take(record, found));
        return new Page(found, page.next());
    }

    /// Where what is in memory of a partition begins; beyond all offsets where nothing is.
    public long memoryBegin(int partition) {
        return hot.begin(partition).orElse(Long.MAX_VALUE);
    }

    /// Reads the records at some places of a partition, in log order; what the log does not hold is left out.
    ///
    /// @param places offsets, ascending
    /// @throws LogException if the log does not answer in time
    public List<Found> pick(int partition, List<Long> places) {
        List<Found> found = new ArrayList<>(places.size());
        log.picker().pick(new TopicPartition(Topics.ROOMS, partition), places).forEach(record -> take(record, found));
        return found;
    }

    private static void take(ConsumerRecord<byte[], byte[]> record, List<Found> found) {
        if (RoomRecord.read(record.value(), record.headers()) instanceof RoomRecord entry) {
            String key = new String(record.key(), StandardCharsets.UTF_8);
            found.add(new Found(key, record.offset(), record.timestamp(), entry));
        }
    }
}
