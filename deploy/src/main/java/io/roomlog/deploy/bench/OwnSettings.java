package io.roomlog.deploy.bench;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/// How the bench's own servers are started, on top of the ordinary settings of `kafka` and `edge`.
///
/// @param edges how many; in several regions, of each
/// @param edgeArguments more of the command's, as `--max-queue-bytes=1MB`
/// @param edgeJvm more options of the edges' JVMs
/// @param brokerJvm more options of the broker's JVM
/// @param delay on the way between regions, each way
/// @param mirrorClassPath the class path of a mirror's process, where there is one
public record OwnSettings(
        int edges,
        List<String> edgeArguments,
        List<String> edgeJvm,
        List<String> brokerJvm,
        Duration delay,
        Supplier<String> mirrorClassPath) {
    public OwnSettings {
        edgeArguments = List.copyOf(edgeArguments);
        edgeJvm = List.copyOf(edgeJvm);
        brokerJvm = List.copyOf(brokerJvm);
    }
}
