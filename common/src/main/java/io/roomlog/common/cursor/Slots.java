package io.roomlog.common.cursor;

/// Numbers the partitions of `rooms` over all origins, the regions that records come from: first those of the own
/// region, then those that are mirrored from each other one. A room lies in the same partition everywhere, and so in
/// one slot for each origin. Offsets in a slot are those that the records have at their origin.
///
/// @param partitions partition count of `rooms`, the same in all regions
/// @param origins how many there are, 1 or more
public record Slots(int partitions, int origins) {
    /// How many slots there are.
    public int count() {
        return partitions * origins;
    }

    /// The slot of a partition of an origin.
    public int slot(int origin, int partition) {
        return origin * partitions + partition;
    }

    /// The origin that a slot belongs to; 0 is the own region.
    public int origin(int slot) {
        return slot / partitions;
    }

    /// The partition that a slot is.
    public int partition(int slot) {
        return slot % partitions;
    }

    /// The slots of a partition, one for each origin, ascending.
    public int[] of(int partition) {
        int[] slots = new int[origins];
        for (int origin = 0; origin < origins; origin++) {
            slots[origin] = slot(origin, partition);
        }
        return slots;
    }
}
