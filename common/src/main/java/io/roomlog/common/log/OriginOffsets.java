package io.roomlog.common.log;

import io.roomlog.common.cursor.Epoch;
import java.util.HashMap;
import java.util.Map;

/// How far a mirrored partition has been had, by the epochs of its topic: within one, offsets of the origin rise, and
/// what lies at or below the highest is had already. For one thread.
public final class OriginOffsets {
    private final Map<Epoch, Long> highest = new HashMap<>();

    /// Whether a record has not been had.
    public boolean isAhead(Origin origin) {
        return origin.offset() > highest.getOrDefault(origin.epoch(), -1L);
    }

    /// A record has been had, and with it all before it.
    public void reach(Origin origin) {
        highest.merge(origin.epoch(), origin.offset(), Math::max);
    }
}
