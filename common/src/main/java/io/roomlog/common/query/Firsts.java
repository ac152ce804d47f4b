package io.roomlog.common.query;

import java.util.List;
import java.util.Map;

/// Where records with some ids lie first.
///
/// @param indexed the offset up to which the router has read the partition
/// @param offsets for each id that was asked for, in order; negative where this region has no such record
/// @param elsewhere of those that this region has not, the ones that another region has, as far as they have been
///     mirrored; by their number in the question, from 0
public record Firsts(long indexed, List<Long> offsets, Map<Integer, Elsewhere> elsewhere) {
    public Firsts {
        offsets = List.copyOf(offsets);
        elsewhere = elsewhere == null ? Map.of() : Map.copyOf(elsewhere);
    }

    /// A record of another region.
    ///
    /// @param region where it was appended
    /// @param epoch of the topic there, see [io.roomlog.common.cursor.Epoch]
    /// @param offset that it has there, in the partition that was asked about
    public record Elsewhere(String region, long epoch, long offset) {}

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
