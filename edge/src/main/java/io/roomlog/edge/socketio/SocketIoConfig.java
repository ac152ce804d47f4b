package io.roomlog.edge.socketio;

import io.roomlog.common.config.Configuration;
import io.roomlog.common.config.Settings;
import io.roomlog.edge.limit.Limits;
import java.time.Duration;

/// How a Socket.IO server behaves.
///
/// @param connectTimeout after which a connection without a namespace is closed
/// @param maxInboundEvents events of one socket that wait for its handlers before its connection is no longer read
/// @param maxInboundBytes about how many bytes may wait so
/// @param maxUnderWay what of one socket may be under way behind its handlers, before the next waits: see
///     [Socket#begin()]
/// @param limits what clients may take
public record SocketIoConfig(
        Duration connectTimeout, int maxInboundEvents, long maxInboundBytes, int maxUnderWay, Limits limits) {

    /// What is configured.
    public static SocketIoConfig of(Configuration configuration, Limits limits) {
        return new SocketIoConfig(
                configuration.get(Settings.CONNECT_TIMEOUT),
                configuration.get(Settings.MAX_INBOUND_EVENTS),
                configuration.get(Settings.MAX_QUEUE_BYTES),
                configuration.get(Settings.MAX_UNDER_WAY),
                limits);
    }
}
