package io.roomlog.deploy.bench;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;

/// Clients that are to be opened, so many at a time. For the thread of a loop.
final class Opening {
    private final Deque<Client> waiting = new ArrayDeque<>();
    private final int most;
    private int underWay;

    /// @param most how many may be under way
    Opening(int most) {
        this.most = most;
    }

    void add(Collection<Client> clients) {
        waiting.addAll(clients);
        begin();
    }

    /// One that was under way is there, or has failed.
    void settled() {
        underWay--;
        begin();
    }

    private void begin() {
        while (underWay < most && !waiting.isEmpty()) {
            underWay++;
            waiting.pop().open();
        }
    }
}
