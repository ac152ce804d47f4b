package io.roomlog.edge.outbound;

import java.util.ArrayDeque;
import java.util.List;

/// What waits for one connection, bounded in bytes. Not thread-safe: its owner's lock guards it.
public final class OutboundQueue {
    private final ArrayDeque<Outbound> waiting = new ArrayDeque<>(4);
    private final long maxBytes;
    private long bytes;

    /// @param maxBytes bound; an empty queue takes anything
    public OutboundQueue(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /// Takes an item at the end, unless that exceeds the bound.
    public boolean offer(Outbound item) {
        if (bytes > 0 && bytes + item.size() > maxBytes) {
            return false;
        }
        waiting.add(item);
        bytes += item.size();
        return true;
    }

    /// Moves items from the front to a list until about so many bytes are taken, at least one item.
    public void drainTo(List<Outbound> taken, long upToBytes) {
        long room = upToBytes;
        while (room > 0 && !waiting.isEmpty()) {
            Outbound item = waiting.remove();
            bytes -= item.size();
            room -= Math.max(1, item.size());
            taken.add(item);
        }
    }

    /// Whether less than half of the bound is taken.
    public boolean hasRoom() {
        return bytes <= maxBytes / 2;
    }

    /// The bytes that wait.
    public long bytes() {
        return bytes;
    }

    public boolean isEmpty() {
        return waiting.isEmpty();
    }

    public void clear() {
        waiting.clear();
        bytes = 0;
    }
}
