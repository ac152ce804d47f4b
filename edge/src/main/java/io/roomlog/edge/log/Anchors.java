package io.roomlog.edge.log;

import io.roomlog.common.cursor.Epoch;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Where offsets of an origin lie in one partition that is mirrored from there. Thread-safe.
///
/// An anchor is an offset of the origin with an offset here: what has lower ones there lies before it here, and what
/// has that or higher ones lies there or behind. Within one epoch both rise, so what is asked for lies between two
/// anchors.
final class Anchors {
    private static final int MOST = 1_000;

    private final TreeMap<Long, Long> here = new TreeMap<>();
    private final Lock lookup = new ReentrantLock();
    private @Nullable Epoch epoch;
    private long end = -1;
    private long originEnd;
    private long wantedEnd;

    /// To be held by who looks something up in the partition: thousands may want to at a time, and most of them find
    /// here what the one before has found.
    Lock lookup() {
        return lookup;
    }

    /// Somebody wants to know the origin's next offset at an end here.
    synchronized void want(long atEnd) {
        wantedEnd = Math.max(wantedEnd, atEnd);
    }

    /// The furthest end at which somebody wanted to know it.
    synchronized long wantedEnd() {
        return wantedEnd;
    }

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

    /// The origin's next offset at an end here, or one behind it, if that was looked up last.
    synchronized Optional<Long> originEnd(long atEnd) {
        return end >= atEnd ? Optional.of(originEnd) : Optional.empty();
    }

    /// The anchor before an offset of the origin, if what has that offset lies not much behind it.
    ///
    /// @param end here
    /// @param most offsets here
    synchronized Optional<Long> near(long originOffset, long end, long most) {
        Map.Entry<Long, Long> before = here.floorEntry(originOffset);
        Map.Entry<Long, Long> behind = here.ceilingEntry(originOffset + 1);
        long until = behind == null ? end : behind.getValue();
        return epoch != null && before != null && until - before.getValue() <= most
                ? Optional.of(before.getValue())
                : Optional.empty();
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
