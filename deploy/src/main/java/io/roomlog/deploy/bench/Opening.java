package io.roomlog.deploy.bench;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/// Clients that are to be opened, so many at a time. For the thread of a loop.
final class Opening {
    private final Deque<Client> waiting = new ArrayDeque<>();
    private final Set<Client> underWay = new HashSet<>();
    private final int most;

    /// @param most how many may be under way
    Opening(int most) {
        this.most = most;
    }

    void add(Collection<Client> clients) {
        waiting.addAll(clients);
        begin();
    }

    /// One that was under way is there; without effect for any other.
    void settled(Client client) {
        if (underWay.remove(client)) {
            begin();
        }
    }

    private void begin() {
        while (underWay.size() < most && !waiting.isEmpty()) {
            Client client = waiting.pop();
            underWay.add(client);
            client.open();
        }
    }
}
