package io.roomlog.deploy.prove;

/// A promise that was not kept.
///
/// @param kind which
/// @param client whose recording shows it; empty where none does
/// @param count how many messages it is about; 0 where it is about none
/// @param what enough to find it
public record Violation(Kind kind, String client, int count, String what) {
    /// One that no recording shows.
    static Violation of(Kind kind, String what) {
        return new Violation(kind, "", 1, what);
    }

    /// Which promise.
    public enum Kind {
        /// A message of a room did not come to a socket that was in it, and no gap was told.
        LOST,
        /// A message came to a socket more than once.
        REPEATED,
        /// A message came behind one that stands behind it in the log.
        REORDERED,
        /// A message came of a room that the socket was not in, or from before its join.
        STRAY,
        /// A message came that is not in the log.
        PHANTOM,
        /// A cursor says more than what had come.
        AHEAD,
        /// A message was acked and is not in the log, or not where the ack says.
        ACKED_NOT_KEPT,
        /// A message was refused and is in the log all the same.
        REFUSED_BUT_KEPT,
        /// A message is in the log more than once.
        KEPT_TWICE,
        /// What one socket published over one connection stands in a room in another order.
        SENDER_ORDER,
        /// What routers say of who is in a room is not so.
        PRESENCE,
        /// Something that must not happen to a connection: not recovered, refused, disconnected.
        CONNECTION,
        /// A process has ended by itself, or something has not come back in time.
        RUN
    }
}
