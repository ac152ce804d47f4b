package io.roomlog.router.presence;

/// What is known of the edges of this region that hold sockets.
@FunctionalInterface
public interface Verdicts {
    /// Whether an edge's lease is over, and with it the presence of what it held. Any thread; quick.
    ///
    /// @param incarnation the edge's
    boolean isOver(String incarnation);
}
