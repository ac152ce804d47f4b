package io.roomlog.edge.log;

import io.roomlog.common.cursor.Epoch;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Where offsets of an origin lie in one partition that is mirrored from there. Thread-safe.
///
/// An anchor is an offset of the origin with an offset here: what has lower ones there lies before it here, and what
/// has that or higher ones lies there or behind. Within one epoch both rise, so what is asked for lies between two
/// anchors.
final class Anchors {
    private static final int MOST = 1_000;

    private final TreeMap<Long, Long> here = new TreeMap<>();
    private @Nullable Epoch epoch;
    private long end = -1;
    private long originEnd;

    /// What is known of this life of the origin's topic; anchors of another are forgotten.
    synchronized void live(Epoch current) {
        if (!current.equals(epoch)) {
            epoch = current;
            here.clear();
            end = -1;
        }
    }

    /// The life of the topic that the anchors are of; empty while nothing has come of it.
    synchronized Optional<Epoch> epoch() {
        return Optional.ofNullable(epoch);
    }

    synchronized void set(long originOffset, long offset) {
        here.put(originOffset, offset);
        if (here.size() > MOST) {
            here.pollFirstEntry();
        }
    }

    /// The end of the partition.
    synchronized void setEnd(long newOriginEnd, long newEnd) {
        set(newOriginEnd, newEnd);
        originEnd = newOriginEnd;
        end = newEnd;
    }

    /// The origin's next offset at an end here, if that was looked up last.
    synchronized Optional<Long> originEnd(long atEnd) {
        return end == atEnd ? Optional.of(originEnd) : Optional.empty();
    }

    /// The last anchor at or before an offset of the origin.
    synchronized Optional<Map.Entry<Long, Long>> before(long originOffset) {
        return Optional.ofNullable(here.floorEntry(originOffset));
    }

    /// The first anchor at or behind an offset of the origin.
    synchronized Optional<Map.Entry<Long, Long>> behind(long originOffset) {
        return Optional.ofNullable(here.ceilingEntry(originOffset));
    }
}
