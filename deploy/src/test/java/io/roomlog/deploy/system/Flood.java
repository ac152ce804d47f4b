package io.roomlog.deploy.system;

import io.roomlog.edge.EdgeMain;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;

/// Publishers, two on each edge, that go on while something else is done: the event `message` with a text that is its
/// own, and `true`, to one room after the other. Each waits for its acks a few behind.
final class Flood {
    private static final int PUBLISHERS_OF_AN_EDGE = 2;
    private static final int WINDOW = 4;

    private Flood() {}

    /// Does it while they publish, and returns when everything that they have published is acked; fails if it was not.
    static void during(List<EdgeMain> edges, List<String> rooms, Runnable what) {
        AtomicBoolean stopped = new AtomicBoolean();
        List<CompletableFuture<?>> publishers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (EdgeMain edge : edges) {
                for (int i = 0; i < PUBLISHERS_OF_AN_EDGE; i++) {
                    publishers.add(CompletableFuture.runAsync(() -> publish(edge, rooms, stopped), threads));
                }
            }
            try {
                what.run();
            } finally {
                stopped.set(true);
            }
        }
        publishers.forEach(CompletableFuture::join);
    }

    private static void publish(EdgeMain edge, List<String> rooms, AtomicBoolean stopped) {
        String name = Cluster.fresh("flood");
        try (RawClient client = RawClient.connect(edge, "publisher")) {
            List<CompletableFuture<?>> open = new ArrayList<>();
            for (int i = 0; !stopped.get(); i++) {
                open.add(client.ask("publish", rooms.get(i % rooms.size()), "message", name + ' ' + i, true));
                if (open.size() == WINDOW) {
                    open.removeFirst().join();
                }
            }
            open.forEach(CompletableFuture::join);
        }
    }
}
