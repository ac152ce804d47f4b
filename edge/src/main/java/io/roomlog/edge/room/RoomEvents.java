package io.roomlog.edge.room;

/// What is counted of rooms and the log. Thread-safe, and quick: called for each record and delivery.
public interface RoomEvents {
    /// The edge has read a record of one of its partitions.
    ///
    /// @param bytes of key and value
    void consumed(int bytes);

    /// A record was handed to so many sockets; none, perhaps, of those that are in its room.
    ///
    /// @param stampMillis when the log took it, since 1970
    /// @param dispatchedNanos when its dispatch began, as [System#nanoTime()] tells
    void delivered(int sockets, long stampMillis, long dispatchedNanos);

    /// A record was set aside: no client may get it.
    void setAside();

    /// A record was one again: nobody got it.
    void repeat();

    /// The append of an event ended.
    ///
    /// @param outcome `acked`, `unavailable`, `unknown` or `too_large`
    /// @param nanos that it took
    void published(String outcome, long nanos);

    /// A range was lost to live sockets.
    void gap(GapEvents.Reason reason);
}
