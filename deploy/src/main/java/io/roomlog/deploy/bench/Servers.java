package io.roomlog.deploy.bench;

import java.util.List;

/// What is measured: where its clients connect, and its processes.
sealed interface Servers extends AutoCloseable permits OwnServers, GivenServers {
    /// Where a client connects to.
    Address address(int client);

    /// The processes that are known; none where they run elsewhere.
    List<ServerProcess> parts();

    /// What has gone wrong with them.
    List<String> troubles();

    /// Ends what was started for the run.
    @Override
    void close();
}
