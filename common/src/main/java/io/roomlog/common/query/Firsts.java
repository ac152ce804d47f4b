package io.roomlog.common.query;

import java.util.List;

/// Where records with some ids lie first.
///
/// @param indexed the offset up to which the router has read the partition
/// @param offsets for each id that was asked for, in order; negative where there is no such record
public record Firsts(long indexed, List<Long> offsets) {
    public Firsts {
        offsets = List.copyOf(offsets);
    }

    /// What is asked.
    ///
    /// @param partition of `rooms`
    /// @param ids 32 hexadecimal digits each, see [io.roomlog.common.log.RecordId]
    public record Question(int partition, List<String> ids) {
        public Question {
            ids = List.copyOf(ids);
        }
    }
}
