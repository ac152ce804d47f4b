package io.roomlog.deploy.prove;

import java.util.List;
import java.util.random.RandomGenerator;

/// Where a client connects next: in the region where it belongs, most of the time, and over to another one now and
/// then, as a balancer does that leaves out what is known to be down, but not what hangs. Thread-safe.
final class Route {
    private static final double ELSEWHERE = 0.2;

    private final List<Region> regions;
    private final RandomGenerator random;
    private int home;

    Route(List<Region> regions, RandomGenerator random) {
        this.regions = List.copyOf(regions);
        this.random = random;
        this.home = random.nextInt(regions.size());
    }

    /// Belongs to another region from now on, where there are several.
    synchronized void move() {
        home = (home + 1 + random.nextInt(Math.max(1, regions.size() - 1))) % regions.size();
    }

    synchronized Edge next() {
        Region region =
                random.nextDouble() < ELSEWHERE ? regions.get(random.nextInt(regions.size())) : regions.get(home);
        List<Edge> candidates = up(region.edges());
        if (candidates.isEmpty()) {
            candidates =
                    up(regions.stream().flatMap(each -> each.edges().stream()).toList());
        }
        return (candidates.isEmpty() ? region.edges() : candidates).get(random.nextInt(Math.max(1, candidates.size())));
    }

    private static List<Edge> up(List<Edge> edges) {
        return edges.stream().filter(Edge::isUp).toList();
    }
}
