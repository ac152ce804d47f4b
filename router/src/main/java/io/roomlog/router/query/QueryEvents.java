package io.roomlog.router.query;

/// What is counted of questions. Thread-safe.
@FunctionalInterface
public interface QueryEvents {
    /// A question has been answered.
    ///
    /// @param question the last part of its path
    /// @param status of the answer (HTTP)
    /// @param nanos since it came
    void answered(String question, int status, long nanos);
}
