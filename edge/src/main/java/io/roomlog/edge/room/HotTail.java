package io.roomlog.edge.room;

import io.roomlog.common.log.RoomRecord;
import io.roomlog.edge.room.RoomReader.Found;
import io.roomlog.edge.room.RoomReader.Page;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// The newest records of the partitions that are followed, kept in memory for all who come back or join.
///
/// Of each partition it holds one unbroken range, which ends where the tail is and is dropped with the
/// partition. The bound in bytes holds for all together: what came first goes first. The tail's thread
/// writes, any thread reads.
final class HotTail {
    private static final int RECORD_OVERHEAD = 250;
    private static final int COPIED_AT_ONCE = 512;

    private final AtomicReferenceArray<Stretch> stretches;
    private final ArrayDeque<Stretch> order = new ArrayDeque<>();
    private final long maxBytes;
    private long bytes;

    /// @param maxBytes about how much it holds
    HotTail(int partitions, long maxBytes) {
        this.stretches = new AtomicReferenceArray<>(partitions);
        this.maxBytes = maxBytes;
    }

    /// The unbroken range of one partition, a ring of records in log order.
    private static final class Stretch {
        private Entry[] ring = new Entry[16];
        private int head;
        private int count;
        private long begin;
        private long end;

        Stretch(long begin) {
            this.begin = begin;
            this.end = begin;
        }

        synchronized void add(Entry entry, long offset) {
            if (count == ring.length) {
                Entry[] larger = new Entry[2 * count];
                for (int i = 0; i < count; i++) {
                    larger[i] = at(i);
                }
                ring = larger;
                head = 0;
            }
            ring[(head + count++) & (ring.length - 1)] = entry;
            end = offset + 1;
        }

        @SuppressWarnings("NullAway") // the ring holds nothing there any more
        synchronized int dropFirst() {
            Entry first = at(0);
            ring[head] = null;
            head = (head + 1) & (ring.length - 1);
            count--;
            begin = first.record.offset() + 1;
            return first.size();
        }

        /// Forgets everything; who still reads it is sent to the log.
        synchronized long drop() {
            long dropped = 0;
            for (int i = 0; i < count; i++) {
                dropped += at(i).size();
            }
            ring = new Entry[1];
            count = 0;
            begin = Long.MAX_VALUE;
            return dropped;
        }

        private Entry at(int i) {
            return ring[(head + i) & (ring.length - 1)];
        }

        /// The first entry at or behind an offset.
        int find(long offset) {
            int low = 0;
            int high = count;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (at(middle).record.offset() < offset) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low;
        }

        /// Copies what there is from an offset on, a part at a time so that the tail's thread never waits for
        /// long.
        ///
        /// @return how far it is; negative where the range does not hold that place
        synchronized long copy(long from, long to, List<Entry> part) {
            if (from < begin) {
                return -1;
            }
            for (int i = find(from); i < count; i++) {
                Entry entry = at(i);
                if (entry.record.offset() >= to) {
                    return to;
                }
                if (part.size() == COPIED_AT_ONCE) {
                    return entry.record.offset();
                }
                part.add(entry);
            }
            return Math.max(from, Math.min(end, to));
        }

        synchronized long begin() {
            return begin;
        }

        synchronized void reach(long next) {
            end = Math.max(end, next);
        }
    }

    private record Entry(String key, ConsumerRecord<byte[], byte[]> record) {
        int size() {
            return RECORD_OVERHEAD
                    + Math.max(0, record.serializedKeySize())
                    + Math.max(0, record.serializedValueSize());
        }
    }

    // ---- on the tail's thread

    /// Begins a partition's range, empty; a range that there was is dropped.
    void open(int partition, long start) {
        close(partition);
        stretches.set(partition, new Stretch(start));
    }

    void close(int partition) {
        Stretch stretch = stretches.getAndSet(partition, null);
        if (stretch != null) {
            bytes -= stretch.drop();
            order.removeIf(other -> other == stretch);
        }
    }

    void add(int partition, String key, ConsumerRecord<byte[], byte[]> record) {
        Stretch stretch = stretches.get(partition);
        if (stretch == null) {
            return;
        }
        Entry entry = new Entry(key, record);
        stretch.add(entry, record.offset());
        order.add(stretch);
        bytes += entry.size();
        while (bytes > maxBytes) {
            bytes -= order.remove().dropFirst();
        }
    }

    /// The tail has got to a place, with or without a record before it.
    void reach(int partition, long next) {
        Stretch stretch = stretches.get(partition);
        if (stretch != null) {
            stretch.reach(next);
        }
    }

    // ---- on any thread

    /// Where the range of a partition begins; empty where there is none.
    Optional<Long> begin(int partition) {
        return Optional.ofNullable(stretches.get(partition)).map(Stretch::begin);
    }

    /// Reads what it holds of a range.
    ///
    /// @return empty where it does not hold the range's beginning; else up to where it goes
    Optional<Page> read(int partition, long from, long to, Set<String> keys, long maxFound) {
        Stretch stretch = stretches.get(partition);
        if (stretch == null) {
            return Optional.empty();
        }
        List<Found> found = new ArrayList<>();
        long next = from;
        long room = maxFound;
        while (next < to) {
            List<Entry> part = new ArrayList<>();
            long reached = stretch.copy(next, to, part);
            if (reached < 0) {
                return next == from ? Optional.empty() : Optional.of(new Page(found, next));
            }
            for (Entry entry : part) {
                if (room > 0
                        && keys.contains(entry.key)
                        && RoomRecord.read(entry.record.value(), entry.record.headers()) instanceof RoomRecord record) {
                    found.add(new Found(entry.key, entry.record.offset(), entry.record.timestamp(), record));
                    room -= record.size();
                    if (room <= 0) {
                        return Optional.of(new Page(found, entry.record.offset() + 1));
                    }
                }
            }
            if (reached == next) {
                break;
            }
            next = reached;
        }
        return Optional.of(new Page(found, next));
    }
}
