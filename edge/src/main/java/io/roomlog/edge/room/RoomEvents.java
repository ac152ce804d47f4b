package io.roomlog.edge.room;

/// What is counted of rooms and the log. Thread-safe, and quick: called for each record and delivery.
public interface RoomEvents {
    /// A record was handed to so many sockets.
    void delivered(int sockets);

    /// A record was set aside: no client may get it.
    void setAside();

    /// A record was one again: nobody got it.
    void repeat();

    /// The append of an event ended.
    ///
    /// @param outcome `acked`, `unavailable`, `unknown` or `too_large`
    void published(String outcome);

    /// A range was lost to live sockets.
    void gap();
}
