package io.roomlog.deploy.bench;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Requests of a connection that have not been answered, by the numbers that they were sent with.
final class Requests {
    private @Nullable Request[] ring = new Request[4];
    private int next;

    /// Remembers a request.
    ///
    /// @return its number, one more than the last
    synchronized int begin(Request request) {
        int id = next++;
        if (ring[id & (ring.length - 1)] != null) {
            enlarge(id);
        }
        ring[id & (ring.length - 1)] = request;
        return id;
    }

    /// All that wait have one of the numbers before `id`, as many as there are places.
    private void enlarge(int id) {
        @Nullable Request[] larger = new Request[2 * ring.length];
        for (int waiting = id - ring.length; waiting < id; waiting++) {
            larger[waiting & (larger.length - 1)] = ring[waiting & (ring.length - 1)];
        }
        ring = larger;
    }

    /// The request of a number, once; null where there is none that waits.
    synchronized @Nullable Request take(int id) {
        if (id >= next || id < next - ring.length) {
            return null;
        }
        Request request = ring[id & (ring.length - 1)];
        ring[id & (ring.length - 1)] = null;
        return request;
    }

    /// Forgets them all: those of a connection that is gone are not answered.
    synchronized void clear() {
        Arrays.fill(ring, null);
        next = 0;
    }
}
