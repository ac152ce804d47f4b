package io.roomlog.common.log;

/// The names of Roomlog's topics.
public final class Topics {
    /// Every emit, keyed by room.
    public static final String ROOMS = "roomlog.rooms";

    /// The state of every session, keyed by pid.
    public static final String SESSIONS = "roomlog.sessions";

    private Topics() {}
}
