package io.roomlog.edge.room;

import io.roomlog.edge.room.RoomReader.Found;
import io.roomlog.edge.room.RoomReader.Page;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/// The newest records of the partitions that are followed, kept in memory for all who come back or join.
///
/// Of each partition it holds one unbroken range, which ends where the tail is and is dropped with the
/// partition. The bound in bytes holds for all together: what came first goes first, a [HotChunk] at a time.
/// The tail's thread writes, any thread reads.
final class HotTail {
    private static final int SMALLEST_CHUNK = 2 * 1024;
    private static final int LARGEST_CHUNK = 64 * 1024;
    private static final int CHUNKS = 32;

    private final AtomicReferenceArray<@Nullable Stretch> stretches;
    private final ArrayDeque<Stretch> order = new ArrayDeque<>();
    private final long maxBytes;
    private final int largestChunk;
    private long bytes;

    /// @param maxBytes about how much it holds
    HotTail(int slots, long maxBytes) {
        this.stretches = new AtomicReferenceArray<>(slots);
        this.maxBytes = maxBytes;
        this.largestChunk = Math.clamp(maxBytes / CHUNKS, SMALLEST_CHUNK, LARGEST_CHUNK);
    }

    /// The unbroken range of one partition.
    private static final class Stretch {
        private final ArrayDeque<HotChunk> chunks = new ArrayDeque<>(2);
        private long begin;
        private long end;

        Stretch(long begin) {
            this.begin = begin;
            this.end = begin;
        }

        /// Takes a record.
        ///
        /// @return the capacity of a chunk that had to be added for it; 0 for none
        synchronized int add(ConsumerRecord<byte[], byte[]> record, int hash, int largest) {
            int size = HotChunk.sizeOf(record);
            HotChunk last = chunks.peekLast();
            end = record.offset() + 1;
            if (last != null && last.append(record, hash, size)) {
                return 0;
            }
            int usual = last == null ? SMALLEST_CHUNK : Math.min(2 * last.capacity(), largest);
            HotChunk added = new HotChunk(Math.max(size, usual), record.offset());
            added.append(record, hash, size);
            chunks.add(added);
            return added.capacity();
        }

        /// Lets the oldest chunk go.
        ///
        /// @return its capacity
        synchronized int dropFirst() {
            HotChunk first = chunks.remove();
            begin = chunks.isEmpty() ? end : chunks.getFirst().first();
            return first.capacity();
        }

        /// Forgets everything; who asks for it is sent to the log.
        ///
        /// @return the chunks' capacity
        synchronized long drop() {
            long dropped = chunks.stream().mapToLong(HotChunk::capacity).sum();
            chunks.clear();
            begin = Long.MAX_VALUE;
            return dropped;
        }

        synchronized long begin() {
            return begin;
        }

        synchronized void reach(long next) {
            end = Math.max(end, next);
        }

        /// What it holds from an offset on, as it is at this moment; null where it does not hold that place.
        synchronized @Nullable View view(long from) {
            if (from < begin) {
                return null;
            }
            List<HotChunk> held = new ArrayList<>(chunks.size());
            chunks.forEach(chunk -> {
                if (chunk.next() > from) {
                    held.add(chunk);
                }
            });
            int[] last = held.isEmpty() ? new int[0] : held.getLast().buckets().clone();
            return new View(held, last, end);
        }
    }

    /// Chunks that may be read without a lock, of the last one as much as there was.
    private static final class View {
        private final List<HotChunk> chunks;
        private final int[] last;
        private final long end;

        /// @param last the last one's buckets
        View(List<HotChunk> chunks, int[] last, long end) {
            this.chunks = chunks;
            this.last = last;
            this.end = end;
        }

        int[] find(HotChunk chunk, int[] hashes) {
            return chunk.find(hashes, chunk == chunks.getLast() ? last : chunk.buckets());
        }
    }

    // ---- on the tail's thread

    /// Begins a partition's range, empty; a range that there was is dropped.
    void open(int slot, long start) {
        close(slot);
        stretches.set(slot, new Stretch(start));
    }

    void close(int slot) {
        Stretch stretch = stretches.getAndSet(slot, null);
        if (stretch != null) {
            bytes -= stretch.drop();
            order.removeIf(other -> other == stretch);
        }
    }

    void add(int slot, String key, ConsumerRecord<byte[], byte[]> record) {
        Stretch stretch = stretches.get(slot);
        if (stretch == null) {
            return;
        }
        int added = stretch.add(record, key.hashCode(), largestChunk);
        if (added > 0) {
            order.add(stretch);
            bytes += added;
            while (bytes > maxBytes) {
                bytes -= order.remove().dropFirst();
            }
        }
    }

    /// The tail has got to a place, with or without a record before it.
    void reach(int slot, long next) {
        Stretch stretch = stretches.get(slot);
        if (stretch != null) {
            stretch.reach(next);
        }
    }

    // ---- on any thread

    /// Where the range of a partition begins; empty where there is none.
    Optional<Long> begin(int slot) {
        return Optional.ofNullable(stretches.get(slot)).map(Stretch::begin);
    }

    /// Reads what it holds of a range.
    ///
    /// @param maxBytes about how much of what was asked for is read; one record at least
    /// @param wanted which records, by their headers
    /// @return empty where it does not hold the range's beginning; else up to where it goes
    Optional<Page> read(int slot, long from, long to, Set<String> keys, long maxBytes, Predicate<Headers> wanted) {
        Stretch stretch = stretches.get(slot);
        View view = stretch == null ? null : stretch.view(from);
        if (view == null) {
            return Optional.empty();
        }
        int[] hashes = keys.stream().mapToInt(String::hashCode).toArray();
        List<Found> found = new ArrayList<>();
        long room = maxBytes;
        for (HotChunk chunk : view.chunks) {
            for (int place : view.find(chunk, hashes)) {
                long offset = chunk.offsetAt(place);
                Found one = offset < from || offset >= to ? null : chunk.at(place, keys, wanted);
                if (one != null) {
                    found.add(one);
                    room -= one.record().size();
                    if (room <= 0) {
                        return Optional.of(new Page(found, offset + 1));
                    }
                }
            }
        }
        return Optional.of(new Page(found, Math.max(from, Math.min(view.end, to))));
    }
}
