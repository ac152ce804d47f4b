package io.roomlog.common.socketio;

import io.roomlog.common.bytes.Bytes;

/// One Socket.IO packet as its text says, or what came in its place. Attachments follow as binary messages.
public sealed interface SocketPacket {
    /// Type `0`; `payload` is a JSON object, or empty if there was none.
    record Connect(String namespace, Bytes payload) implements SocketPacket {}

    /// Type `1`: leaves the namespace; the connection stays.
    record Disconnect(String namespace) implements SocketPacket {}

    /// Types `2` and `5`; `data` is a JSON array by its first byte only, to be checked by [Arguments#parse] once
    /// all `attachments` are there; `id` is -1 if no ack is wanted.
    record Event(String namespace, long id, Bytes data, int attachments) implements SocketPacket {}

    /// Types `3` and `6`: the answer to the event with this `id`; `data` as in [Event].
    record Ack(String namespace, long id, Bytes data, int attachments) implements SocketPacket {}

    /// Type `4`; only a server sends it. `payload` is a JSON object or string, or empty.
    record ConnectError(String namespace, Bytes payload) implements SocketPacket {}

    /// Means nothing, and stock servers let it pass: an event without payload, an ack without id.
    record Ignored() implements SocketPacket {}

    /// Not a packet; the whole connection is to be closed.
    record Malformed(String reason) implements SocketPacket {}
}
