package io.roomlog.deploy.prove;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/// A kind of fault.
public enum FaultKind {
    /// `kill -9` of an edge, which is started again.
    EDGE_KILL(Target.EDGE),
    /// An edge is stopped (SIGSTOP) for some seconds.
    EDGE_STOP(Target.EDGE),
    /// `kill -9` of a router, which is started again.
    ROUTER_KILL(Target.ROUTER),
    /// A broker is told to stop, and started again.
    BROKER_RESTART(Target.BROKER),
    /// `kill -9` of a broker, which is started again.
    BROKER_KILL(Target.BROKER),
    /// The same of the broker that leads a room's partition; needs three brokers.
    LEADER_KILL(Target.BROKER),
    /// TCP resets between clients and an edge.
    CLIENT_RESET(Target.LINKS),
    /// Nothing gets from clients to an edge for 2 s, and every connection is lost.
    CLIENT_CUT(Target.EDGE),
    /// The same between edges and a broker.
    BROKER_CUT(Target.BROKER),
    /// TCP resets between edges and a broker.
    BROKER_RESET(Target.LINKS),
    /// Connections between clients and an edge carry nothing for some seconds, and nobody is told.
    HALF_OPEN(Target.EDGE),
    /// All clients connect anew at once, again and again.
    STORM(Target.LINKS),
    /// Clients that stop reading for some seconds.
    SLOW(Target.LINKS),
    /// `kill -9` of all edges of a region, which are started again; needs several regions, as those that follow.
    REGION_KILL(Target.REGION),
    /// A region's brokers are told to stop, and started again after a minute.
    REGION_LOG_AWAY(Target.REGION),
    /// `kill -9` of the mirror, which is started again.
    MIRROR_KILL(Target.MIRROR),
    /// Some clients go to another region.
    MOVE(Target.LINKS);

    private static final Set<FaultKind> OF_REGIONS = EnumSet.of(REGION_KILL, REGION_LOG_AWAY, MIRROR_KILL, MOVE);

    /// What a fault takes away meanwhile.
    enum Target {
        /// An edge: one at least is left alone.
        EDGE,
        /// A router: one fault at a time.
        ROUTER,
        /// A broker: one fault at a time.
        BROKER,
        /// All edges and brokers of a region: an edge of another one is left alone.
        REGION,
        /// The mirror: one fault at a time.
        MIRROR,
        /// Connections, which can be had again at once.
        LINKS
    }

    private final Target target;

    FaultKind(Target target) {
        this.target = target;
    }

    Target target() {
        return target;
    }

    /// The name as it is typed.
    public String typed() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// Whether it keeps the mirror from its work for longer than a session is waited for.
    boolean cutsRegions() {
        return target == Target.BROKER || this == REGION_LOG_AWAY || this == MIRROR_KILL;
    }

    /// Reads `all`, `none`, or names with commas between them. `all` leaves out what so many brokers, routers and
    /// regions cannot do.
    ///
    /// @throws IllegalArgumentException naming what is no kind
    public static Set<FaultKind> parse(String text, int brokers, int routers, int regions) {
        Set<FaultKind> found = EnumSet.noneOf(FaultKind.class);
        if (text.equals("all")) {
            found.addAll(Arrays.asList(values()));
            if (brokers < 3) {
                found.remove(LEADER_KILL);
            }
            if (routers == 0) {
                found.remove(ROUTER_KILL);
            }
            if (regions < 2) {
                found.removeAll(OF_REGIONS);
            }
            return found;
        }
        if (!text.equals("none")) {
            for (String name : text.split(",", -1)) {
                found.add(one(name.strip()));
            }
        }
        if (brokers < 3 && found.contains(LEADER_KILL)) {
            throw new IllegalArgumentException("leader-kill needs three brokers");
        }
        if (routers == 0 && found.contains(ROUTER_KILL)) {
            throw new IllegalArgumentException("router-kill needs a router");
        }
        found.stream()
                .filter(kind -> regions < 2 && OF_REGIONS.contains(kind))
                .findFirst()
                .ifPresent(kind -> {
                    throw new IllegalArgumentException(kind.typed() + " needs several regions");
                });
        return found;
    }

    private static FaultKind one(String name) {
        return Arrays.stream(values())
                .filter(kind -> kind.typed().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "'" + name + "' is no kind of fault; they are " + names() + ", or all, or none"));
    }

    /// All names, with commas between them.
    public static String names() {
        return Arrays.stream(values()).map(FaultKind::typed).collect(Collectors.joining(", "));
    }
}
