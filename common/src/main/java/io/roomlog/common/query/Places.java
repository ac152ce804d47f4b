package io.roomlog.common.query;

import java.util.List;

/// Where a room's events lie in its partition; without comings, goings, commands and repeats.
///
/// @param indexed the offset up to which the router has read the partition: what lies behind is not among them
/// @param offsets ascending
/// @param more whether there are more in the direction asked for, below `indexed`
public record Places(long indexed, List<Long> offsets, boolean more) {
    public Places {
        offsets = List.copyOf(offsets);
    }
}
