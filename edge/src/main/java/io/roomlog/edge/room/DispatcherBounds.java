package io.roomlog.edge.room;

import io.roomlog.common.config.Configuration;
import io.roomlog.common.config.Settings;

/// Bounds of what a dispatcher keeps.
///
/// @param maxWaitingBytes most that waits for one socket while it is held
/// @param hotTailBytes about how much of the newest records is kept in memory
/// @param announceLimit members of a room on this edge above which comings and goings are not announced
public record DispatcherBounds(long maxWaitingBytes, long hotTailBytes, int announceLimit) {
    /// What waits for a held socket goes into its queue at once, of which half may be taken.
    private static final int WAITING_SHARE = 4;

    /// What is configured.
    public static DispatcherBounds of(Configuration configuration) {
        return new DispatcherBounds(
                configuration.get(Settings.MAX_QUEUE_BYTES) / WAITING_SHARE,
                configuration.get(Settings.HOT_TAIL_BYTES),
                configuration.get(Settings.ANNOUNCE_LIMIT));
    }
}
