package io.roomlog.deploy.bench;

/// What becomes of clients, told in the threads of their loops.
interface Course {
    /// CONNECT has been answered.
    ///
    /// @param recovered whether it is the session that the client had before
    void connected(Client client, boolean recovered);

    /// A connection that nobody cut has ended, or could not be made.
    void ended(Client client, String why);
}
