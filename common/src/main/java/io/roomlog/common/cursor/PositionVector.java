package io.roomlog.common.cursor;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/// A cursor's second part: for each partition of each origin, the next offset to read.
///
/// Immutable. Sockets whose rooms lie in the same partitions share it, in its encoded form. Two varints for an entry:
/// the partition's distance from the entry before it, and the offset; an origin's entries stand together behind their
/// count.
public final class PositionVector {
    /// The most entries that are taken from a client.
    static final int MAX_ENTRIES = 4096;

    /// No partition at all.
    public static final PositionVector EMPTY = new PositionVector(new long[0], new long[0]);

    private final long[] slots;
    private final long[] offsets;

    private PositionVector(long[] slots, long[] offsets) {
        this.slots = slots;
        this.offsets = offsets;
    }

    /// The vector with these positions.
    ///
    /// @param positions next offset by slot, see [#slot]
    public static PositionVector of(Map<Long, Long> positions) {
        SortedMap<Long, Long> sorted = new TreeMap<>(positions);
        long[] slots = new long[sorted.size()];
        long[] offsets = new long[sorted.size()];
        int i = 0;
        for (Map.Entry<Long, Long> entry : sorted.entrySet()) {
            slots[i] = entry.getKey();
            offsets[i++] = entry.getValue();
        }
        return new PositionVector(slots, offsets);
    }

    /// The vector with the positions of some slots.
    ///
    /// @param which slots, ascending, without repetition
    /// @param positions next offset by slot
    public static PositionVector of(Slots numbering, int[] which, long[] positions) {
        long[] slots = new long[which.length];
        long[] offsets = new long[which.length];
        for (int i = 0; i < which.length; i++) {
            slots[i] = slot(numbering, which[i]);
            offsets[i] = positions[which[i]];
        }
        return new PositionVector(slots, offsets);
    }

    /// The vector with the positions of some slots.
    ///
    /// @param positions next offset by slot
    public static PositionVector of(Slots numbering, Map<Integer, Long> positions) {
        SortedMap<Long, Long> bySlot = new TreeMap<>();
        positions.forEach((slot, next) -> bySlot.put(slot(numbering, slot), next));
        return of(bySlot);
    }

    /// The vector with the position of one slot.
    ///
    /// @param next next offset
    public static PositionVector of(Slots numbering, int slot, long next) {
        return new PositionVector(new long[] {slot(numbering, slot)}, new long[] {next});
    }

    private static long slot(Slots numbering, int slot) {
        return slot(numbering.origin(slot), numbering.partition(slot));
    }

    /// The vector with the positions of one origin.
    ///
    /// @param positions next offset by partition
    public static PositionVector of(int origin, Map<Integer, Long> positions) {
        SortedMap<Long, Long> bySlot = new TreeMap<>();
        positions.forEach((partition, next) -> bySlot.put(slot(origin, partition), next));
        return of(bySlot);
    }

    /// One number for a partition of an origin, whatever their counts.
    public static long slot(int origin, int partition) {
        return (long) origin << 32 | partition;
    }

    /// The origin of such a number.
    public static int origin(long slot) {
        return (int) (slot >>> 32);
    }

    /// The partition of such a number.
    public static int partition(long slot) {
        return (int) slot;
    }

    /// The next offset to read in a partition of an origin, if the vector covers it.
    public OptionalLong next(int origin, int partition) {
        int i = Arrays.binarySearch(slots, slot(origin, partition));
        return i < 0 ? OptionalLong.empty() : OptionalLong.of(offsets[i]);
    }

    /// The positions by slot.
    public SortedMap<Long, Long> positions() {
        SortedMap<Long, Long> positions = new TreeMap<>();
        for (int i = 0; i < slots.length; i++) {
            positions.put(slots[i], offsets[i]);
        }
        return positions;
    }

    /// The vector in base64url.
    public String encode() {
        VarintWriter out = new VarintWriter();
        int i = 0;
        while (i < slots.length) {
            long origin = slots[i] >>> 32;
            int end = i;
            while (end < slots.length && slots[end] >>> 32 == origin) {
                end++;
            }
            out.varint(origin);
            out.varint(end - i);
            long previous = -1;
            for (; i < end; i++) {
                long partition = slots[i] & 0xFFFF_FFFFL;
                out.varint(partition - previous - 1);
                out.varint(offsets[i]);
                previous = partition;
            }
        }
        return out.base64url();
    }

    static Optional<PositionVector> decode(String text, int origins) {
        VarintReader in = VarintReader.base64url(text);
        SortedMap<Long, Long> positions = new TreeMap<>();
        long lastOrigin = -1;
        while (!in.failed() && !in.atEnd()) {
            long origin = in.varint();
            long count = in.varint();
            if (origin <= lastOrigin || origin >= origins || count == 0 || positions.size() + count > MAX_ENTRIES) {
                return Optional.empty();
            }
            lastOrigin = origin;
            long partition = -1;
            for (long n = 0; n < count; n++) {
                long distance = in.varint();
                partition += distance + 1;
                if (in.failed() || distance > Integer.MAX_VALUE || partition > Integer.MAX_VALUE) {
                    return Optional.empty();
                }
                positions.put(slot((int) origin, (int) partition), in.varint());
            }
        }
        return in.complete() ? Optional.of(of(positions)) : Optional.empty();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PositionVector that
                && Arrays.equals(slots, that.slots)
                && Arrays.equals(offsets, that.offsets);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(slots) + Arrays.hashCode(offsets);
    }

    @Override
    public String toString() {
        return positions().toString();
    }
}
