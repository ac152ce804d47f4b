package io.roomlog.edge.auth;

/// What is counted of tokens. Thread-safe.
public interface AuthEvents {
    void tokenRefused(TokenProblem problem);

    /// Published keys have been asked for.
    ///
    /// @param had whether they could be had
    void keysFetched(boolean had);
}
