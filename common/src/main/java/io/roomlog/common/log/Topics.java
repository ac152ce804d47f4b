package io.roomlog.common.log;

import java.util.List;

/// The names of Roomlog's topics.
public final class Topics {
    /// Every emit, keyed by room.
    public static final String ROOMS = "roomlog.rooms";

    /// The state of every session, keyed by pid.
    public static final String SESSIONS = "roomlog.sessions";

    /// Emits that are wider than one room, keyed by their ids.
    public static final String FANOUT = "roomlog.fanout";

    /// The leases of edges and routers, keyed by their ids.
    public static final String EDGES = "roomlog.edges";

    /// Records of `rooms` that nobody may get, as they were.
    public static final String DEAD_LETTERS = "roomlog.dead-letters";

    /// Those that are mirrored to other regions.
    public static final List<String> MIRRORED = List.of(ROOMS, SESSIONS, EDGES);

    private Topics() {}

    /// What a topic of another region is called here.
    ///
    /// @param region where its records come from
    public static String mirrored(String region, String topic) {
        return region + '.' + topic;
    }

    /// What a topic is called where its records come from: itself, unless it is a mirrored one.
    public static String original(String topic) {
        return MIRRORED.stream()
                .filter(each -> topic.endsWith('.' + each))
                .findFirst()
                .orElse(topic);
    }
}
