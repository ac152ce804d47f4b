package io.roomlog.deploy.bench;

import java.nio.ByteBuffer;

/// Something that an ack answers.
@FunctionalInterface
interface Request {
    /// The ack has come. In the thread of the client's loop.
    ///
    /// @param ok whether it does not say that the verb was refused
    /// @param buffer holds the ack's arguments, an array, from index `from` to `to`
    void answered(boolean ok, ByteBuffer buffer, int from, int to);
}
