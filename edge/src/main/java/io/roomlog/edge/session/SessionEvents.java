package io.roomlog.edge.session;

/// What is counted of sessions. Thread-safe.
public interface SessionEvents {
    /// A client asked to resume.
    enum Resume {
        /// It has got all that it missed.
        EXACT,
        /// It was told of a range that it could not have.
        GAP,
        /// Its session could not be had.
        FRESH
    }

    /// A resume has ended.
    ///
    /// @param records that were read back and sent
    /// @param nanos from CONNECT until they were
    void resumed(Resume result, int records, long nanos);
}
