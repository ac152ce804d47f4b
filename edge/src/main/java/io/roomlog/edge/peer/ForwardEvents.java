package io.roomlog.edge.peer;

/// What is counted of requests that are another edge's. Thread-safe.
public interface ForwardEvents {
    /// What became of one.
    enum Outcome {
        /// Its owner has answered.
        ANSWERED,
        /// No edge that is known to live has such sessions.
        OWNER_GONE,
        /// Too many are being passed on.
        TOO_MANY,
        /// Its owner could not be reached, or broke off.
        FAILED,
        /// Its owner has not answered in time.
        TIMED_OUT
    }

    void forwarded(Outcome outcome);
}
