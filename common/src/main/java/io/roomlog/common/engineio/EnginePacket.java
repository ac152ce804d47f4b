package io.roomlog.common.engineio;

import io.roomlog.common.bytes.Bytes;

/// One Engine.IO packet, or what came in its place.
public sealed interface EnginePacket {
    /// The handshake: type `0`, with the JSON of [EngineCodec#openJson].
    record Open(Bytes json) implements EnginePacket {}

    /// Type `1`: the sender ends the session.
    record Close() implements EnginePacket {}

    /// Type `2`: the server's heartbeat (no data), or the client's `probe` on a transport to upgrade to.
    record Ping(Bytes data) implements EnginePacket {}

    /// Type `3`: the answer to a ping, with its data.
    record Pong(Bytes data) implements EnginePacket {}

    /// Type `4`: a message of text; UTF-8 is not checked here.
    record Text(Bytes data) implements EnginePacket {}

    /// A message of bytes: a binary frame, or `b` and base64 where only text can go.
    record Binary(Bytes data) implements EnginePacket {}

    /// Type `5`: the client goes on over the probed transport.
    record Upgrade() implements EnginePacket {}

    /// Type `6`: nothing; ends a pending poll.
    record Noop() implements EnginePacket {}

    /// Not a packet; the session is to be closed.
    record Malformed(String reason) implements EnginePacket {}
}
