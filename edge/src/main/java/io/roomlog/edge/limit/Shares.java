package io.roomlog.edge.limit;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// How much each of many has of something, by name. Thread-safe.
public final class Shares {
    private final int most;
    private final ConcurrentMap<String, Integer> counts = new ConcurrentHashMap<>();

    /// @param most for each of them; 0 for no bound: nothing is counted then
    public Shares(int most) {
        this.most = most;
    }

    /// Whether there is room for one more.
    public boolean hasRoom(String name) {
        return most == 0 || counts.getOrDefault(name, 0) < most;
    }

    /// Counts one more, room or no room.
    public void add(String name) {
        if (most > 0) {
            counts.merge(name, 1, Integer::sum);
        }
    }

    /// One less.
    public void remove(String name) {
        counts.computeIfPresent(name, (key, count) -> count == 1 ? null : count - 1);
    }
}
