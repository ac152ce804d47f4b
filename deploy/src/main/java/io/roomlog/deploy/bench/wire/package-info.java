/// A client's side of WebSocket and the messages of the bench, as pure functions over bytes: nothing is parsed that the
/// bench does not need, and nothing is copied.
///
/// It knows no sockets and no clock. [ServerFrames] is the door on the way in, [ClientFrame] on the way out.
@NullMarked
package io.roomlog.deploy.bench.wire;

import org.jspecify.annotations.NullMarked;
