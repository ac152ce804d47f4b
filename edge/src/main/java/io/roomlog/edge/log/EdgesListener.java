package io.roomlog.edge.log;

import org.jspecify.annotations.Nullable;

/// Gets what an [EdgesFollower] reads, in log order, and its turns, all on its thread.
public interface EdgesListener {
    /// One record.
    ///
    /// @param value null where the key has been deleted
    /// @param stampMs milliseconds since 1970, as the log stamped it
    void onRecord(String key, byte @Nullable [] value, long stampMs);

    /// It is time for what is done now and then. May block for a short time.
    void onTurn();
}
