package io.roomlog.edge.app;

import java.util.Optional;

/// What is counted of verbs. Thread-safe.
@FunctionalInterface
public interface VerbEvents {
    /// Counts nothing.
    VerbEvents NONE = (verb, error, nanos) -> {};

    /// What can be asked for: by an event, or by a request to the HTTP API.
    enum Verb {
        JOIN,
        LEAVE,
        PUBLISH,
        BROADCAST,
        HISTORY,
        MEMBERS,
        AUTHENTICATE,
        HTTP_EMIT,
        HTTP_MESSAGES,
        HTTP_MEMBERS,
        HTTP_DISCONNECT
    }

    /// A verb has been answered.
    ///
    /// @param error empty if it was done
    /// @param nanos since it came
    void answered(Verb verb, Optional<ErrorCode> error, long nanos);
}
