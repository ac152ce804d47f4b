package io.roomlog.edge.room;

import io.roomlog.common.log.RoomKey;
import io.roomlog.common.log.RoomRecord;
import io.roomlog.edge.outbound.Outbound;

/// The session of a subscriber. Called on the dispatcher's thread; nothing may block.
public interface SubscriberListener {
    /// Takes what goes to the client, in order.
    void send(Outbound item);

    /// A control record has come in one of the socket's rooms. What is called of the dispatcher meanwhile
    /// happens at this very place in the log.
    void control(RoomRecord record, Place at);

    /// The socket has been held, and what comes for it is not kept: once it is released, that is read back.
    void behind();

    /// A record says that the socket itself has left the room, and so others think.
    void departed(RoomKey room, RoomRecord record);

    /// A place in the log.
    record Place(int slot, long offset) {}
}
