package io.roomlog.edge.engineio;

import io.roomlog.common.config.Configuration;
import io.roomlog.common.config.Settings;
import java.time.Duration;

/// How an Engine.IO server behaves.
///
/// @param path with a slash at both ends
/// @param pingInterval from a pong to the next ping
/// @param pingTimeout from a ping until the session is given up
/// @param upgradeTimeout from the probe until the upgrade is given up
/// @param maxPayloadBytes largest message, and largest polling body, taken from a client
/// @param maxQueueBytes most that waits for one session
public record EngineConfig(
        String path,
        Duration pingInterval,
        Duration pingTimeout,
        Duration upgradeTimeout,
        int maxPayloadBytes,
        long maxQueueBytes) {

    /// What is configured, on a path.
    public static EngineConfig of(Configuration configuration, String path) {
        return new EngineConfig(
                path,
                configuration.get(Settings.PING_INTERVAL),
                configuration.get(Settings.PING_TIMEOUT),
                configuration.get(Settings.UPGRADE_TIMEOUT),
                configuration.get(Settings.MAX_PAYLOAD),
                configuration.get(Settings.MAX_QUEUE_BYTES));
    }
}
