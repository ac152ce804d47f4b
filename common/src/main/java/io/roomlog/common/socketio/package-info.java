/// Socket.IO protocol 5: packets, their text, and the arguments of events and acks.
///
/// Knows neither Engine.IO nor namespaces, rooms or I/O. The doors are [io.roomlog.common.socketio.SocketCodec] for
/// packets and [io.roomlog.common.socketio.Arguments] for what they carry.
@NullMarked
package io.roomlog.common.socketio;

import org.jspecify.annotations.NullMarked;
